package dev.unroll.repository;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.planner.StatefulGraphs;
import dev.unroll.plan.stage.Output;
import dev.unroll.repository.triton.TritonConfig;
import dev.unroll.runtime.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories as people have them for Triton. */
class TritonRepositoryTest {
  private static final String STATEFUL =
      """
      name: "m"
      backend: "onnxruntime"
      max_batch_size: 8
      input [ { name: "INPUT" data_type: TYPE_FP32 dims: [ -1, 2 ] } ]
      output [ { name: "OUTPUT" data_type: TYPE_FP32 dims: [ -1, 3 ] } ]
      sequence_batching {
        max_sequence_idle_microseconds: 5000000
        oldest { max_candidate_sequences: 1024 }
        control_input [
          { name: "START" control [ { kind: CONTROL_SEQUENCE_START int32_false_true: [ 0, 1 ] } ] },
          { name: "READY" control [ { kind: CONTROL_SEQUENCE_READY int32_false_true: [ 0, 1 ] } ] }
        ]
        state [
          { input_name: "HIDDEN_IN" output_name: "HIDDEN_OUT" data_type: TYPE_FP32 dims: [ 3 ]
            initial_state { data_type: TYPE_FP32 dims: [ 3 ] %s name: "first" } },
          { input_name: "CELL_IN" output_name: "CELL_OUT" data_type: TYPE_FP32 dims: [ 3 ] }
        ]
      }
      instance_group [ { count: 2 kind: KIND_CPU } ]
      optimization { graph { level: 1 } }
      parameters { key: "intra_op_thread_count" value { string_value: "1" } }
      """;

  private final Sequence input = new Sequence.Vectors(new float[] {1, -1, 0.5f, 2, -2, 0}, 2);

  @TempDir Path models;

  private ServedModel only(ModelRepository repository) {
    var status = repository.status("m");
    assertEquals(Optional.empty(), status.failure());
    return status.served().orElseThrow(() -> new AssertionError(status.failure().toString()));
  }

  private static List<Output> run(AnswerPlan plan, Sequence input, Map<String, float[]> states)
      throws Exception {
    var row = plan.begin(input, states);
    plan.stages().get(0).advance(new Workspace(), List.of(row), input.steps());
    return plan.outputs(row);
  }

  @Test
  void statefulModel_isServedWithItsStatesKept_andItsControlsOutOfSight() throws Exception {
    var folder = Folders.small(models, StatefulGraphs.triton(), "m");
    Files.writeString(folder.resolve("config.pbtxt"), STATEFUL.formatted("zero_data: true"));
    try (var repository = Folders.repository(models)) {
      var model = only(repository);
      var facts = model.plan().facts();
      assertEquals("causal", facts.label(), () -> facts.refused().toString());
      assertEquals("INPUT", facts.input().name());
      assertEquals(List.of("OUTPUT"), facts.outputs().stream().map(one -> one.name()).toList());
      assertEquals(
          List.of("HIDDEN_IN", "CELL_IN"),
          facts.states().stream().map(state -> state.input().name()).toList());
      var triton = model.triton().orElseThrow();
      assertEquals(OptionalInt.of(8), triton.maxBatchSize());
      var sequences = triton.sequenceBatching().orElseThrow();
      assertEquals(Optional.of(Duration.ofSeconds(5)), sequences.maxIdle());
      assertEquals(
          List.of(
              new TritonConfig.State("HIDDEN_IN", "HIDDEN_OUT", "FP32", List.of(3L)),
              new TritonConfig.State("CELL_IN", "CELL_OUT", "FP32", List.of(3L))),
          sequences.states());
      assertEquals(
          List.of(
              new TritonConfig.Control("START", "CONTROL_SEQUENCE_START"),
              new TritonConfig.Control("READY", "CONTROL_SEQUENCE_READY")),
          sequences.controls());
    }
  }

  private static final String BEGINS =
      """
      sequence_batching {
        state [{ input_name: "h" output_name: "h_out" data_type: TYPE_FP32 dims: [1, -1, 3]
                 initial_state { data_type: TYPE_FP32 dims: [1, 3] %s name: "first" } }]
      }
      """;

  @Test
  void initialState_ofAFile_isWhatEachRowBeginsWith() throws Exception {
    var folder = Folders.small(models, StatefulGraphs.gru(), "m");
    Files.writeString(folder.resolve("config.pbtxt"), BEGINS.formatted("zero_data: true"));
    var first = new float[] {0.5f, -1, 2};
    try (var repository = Folders.repository(models)) {
      var plan = assertInstanceOf(AnswerPlan.class, only(repository).plan());
      var expected = run(plan, input, Map.of("h", first));
      var expectedOfZeros = run(plan, input, Map.of());

      keep(folder, first);
      Files.writeString(folder.resolve("config.pbtxt"), BEGINS.formatted("data_file: \"h\""));
      repository.refresh(false);
      var begun = assertInstanceOf(AnswerPlan.class, only(repository).plan());
      assertArrayEquals(
          expected.get(0).values(), run(begun, input, Map.of()).get(0).values(), 1e-6f);

      // The file is the model's as its graph is.
      keep(folder, new float[3]);
      Files.setLastModifiedTime(folder.resolve("initial_state/h"), FileTime.fromMillis(1));
      repository.refresh(false);
      var zeros = assertInstanceOf(AnswerPlan.class, only(repository).plan());
      assertArrayEquals(
          expectedOfZeros.get(0).values(), run(zeros, input, Map.of()).get(0).values(), 1e-6f);
    }
  }

  /** A file for a state to begin with. */
  private static void keep(Path folder, float[] values) throws IOException {
    var raw = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    Files.createDirectories(folder.resolve("initial_state"));
    Files.write(folder.resolve("initial_state/h"), raw.array());
  }

  @Test
  void initialState_thatTheGraphForgetsWhereASequenceBegins_isRefused() throws Exception {
    var folder = Folders.small(models, StatefulGraphs.triton(), "m");
    keep(folder, new float[] {1, 2, 3});
    Files.writeString(folder.resolve("config.pbtxt"), STATEFUL.formatted("data_file: \"h\""));
    try (var repository = Folders.repository(models)) {
      var reason = repository.status("m").failure().orElseThrow().reason();
      assertTrue(
          reason.startsWith("output 'OUTPUT' differs when START tells that a sequence begins"),
          reason);
    }
  }

  @Test
  void learnedStart_whichNoStateShows_isRefused() throws Exception {
    var folder = Folders.small(models, StatefulGraphs.learnedStart(), "m");
    Files.writeString(
        folder.resolve("config.pbtxt"),
        """
        sequence_batching {
          control_input [{ name: "START"
            control [{ kind: CONTROL_SEQUENCE_START bool_false_true: [false, true] }] }]
          state [{ input_name: "h" output_name: "h_out" data_type: TYPE_FP32 dims: [1, -1, 3] }]
        }
        """);
    try (var repository = Folders.repository(models)) {
      var reason = repository.status("m").failure().orElseThrow().reason();
      assertTrue(
          reason.startsWith("output 'y' differs when START tells that a sequence begins"), reason);
    }
  }

  @Test
  void sequenceBatching_ofAGraphThatRunsBothWays_isRefusedSayingWhy() throws Exception {
    var folder = Folders.small(models, StatefulGraphs.bidirectional(), "m");
    Files.writeString(folder.resolve("config.pbtxt"), "sequence_batching { }");
    try (var repository = Folders.repository(models)) {
      var reason = repository.status("m").failure().orElseThrow().reason();
      assertTrue(
          reason.endsWith(
              "'sequence_batching': needs a model with a causal plan, but the plan of this one is"
                  + " staged: causal: a recurrent node runs in reverse"),
          reason);
    }
  }

  @Test
  void labelFile_namesTheClasses() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "m", 1);
    int classes = classes(models);
    var names = new ArrayList<String>();
    for (int label = 0; label < classes; label++) {
      names.add("class " + label);
    }
    Files.write(folder.resolve("labels.txt"), names);
    Files.writeString(
        folder.resolve("config.pbtxt"),
        """
        max_batch_size: 4
        output [{ name: "output" data_type: TYPE_FP32 dims: [%d] label_filename: "labels.txt" }]
        """
            .formatted(classes));
    try (var repository = Folders.repository(models)) {
      var ranked = assertInstanceOf(ModelOutput.Ranked.class, only(repository).output());
      assertEquals(names, ranked.labels().names());
      var tensor = only(repository).triton().orElseThrow().outputs().get(0);
      assertEquals(names, tensor.labels().orElseThrow().names());

      Files.writeString(folder.resolve("model.yaml"), "output: {vectors: {}}\n");
      repository.refresh(false);
      assertInstanceOf(ModelOutput.Raw.class, only(repository).output());
    }
  }

  private static int classes(Path models) throws Exception {
    try (var repository = Folders.repository(models)) {
      var served = repository.status("m").served().orElseThrow();
      return served.plan().facts().outputs().get(0).volume();
    }
  }

  @Test
  void labelFile_ofAnOutputOverTime_namesTags() throws Exception {
    var folder = Folders.small(models, StatefulGraphs.gru(), "m");
    Files.writeString(folder.resolve("tags.txt"), "O\nB-X\nI-X\n");
    Files.writeString(
        folder.resolve("config.pbtxt"),
        "output [{ name: \"y\" data_type: TYPE_FP32 dims: [-1, -1, 3] label_filename: \"tags.txt\" }]");
    try (var repository = Folders.repository(models)) {
      var tagged = assertInstanceOf(ModelOutput.Tagged.class, only(repository).output());
      assertEquals(List.of("O", "B-X", "I-X"), tagged.labels().names());
    }
  }

  @Test
  void versionPolicy_specific_servesTheHighestOfThoseOnly() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Folders.zoo(models, "gru_last", "m", 2);
    var folder = Folders.zoo(models, "gru_last", "m", 5);
    Files.writeString(
        folder.resolve("config.pbtxt"), "version_policy { specific { versions: [1, 2] } }");
    try (var repository = Folders.repository(models)) {
      assertEquals(2, only(repository).key().version());
    }
  }

  @Test
  void graph_mayHaveAnotherName_orLieInAFolderOfItsOwn() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "m", 1);
    Files.move(folder.resolve("1/model.onnx"), folder.resolve("1/net.onnx"));
    Files.writeString(folder.resolve("config.pbtxt"), "default_model_filename: \"net.onnx\"");
    try (var repository = Folders.repository(models)) {
      assertEquals(1, only(repository).key().version());

      Files.createDirectories(folder.resolve("2/model.onnx"));
      Files.move(folder.resolve("1/net.onnx"), folder.resolve("2/model.onnx/model.onnx"));
      Files.delete(folder.resolve("config.pbtxt"));
      repository.refresh(false);
      assertEquals(2, only(repository).key().version());
    }
  }

  @Test
  void knobsThatMeanNothingHere_areNamedOnce_andNobodyElseWarnsOfThem() throws Exception {
    var folder = Folders.small(models, StatefulGraphs.triton(), "m");
    Files.writeString(
        folder.resolve("config.pbtxt"),
        STATEFUL.formatted("zero_data: true") + "from_the_future { x: 1 }\n");
    var lines = new ArrayList<String>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (!String.valueOf(record.getLoggerName()).endsWith("ModelRefresh")
                && record.getLevel().equals(Level.INFO)) {
              return;
            }
            lines.add(
                record.getLevel()
                    + " "
                    + MessageFormat.format(record.getMessage(), record.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var root = Logger.getLogger("");
    var ours = Logger.getLogger("dev.unroll");
    ours.setLevel(Level.INFO);
    root.addHandler(handler);
    try (var repository = Folders.repository(models)) {
      repository.refresh(false);
    } finally {
      root.removeHandler(handler);
      ours.setLevel(null);
    }
    assertEquals(2, lines.size(), lines.toString());
    assertEquals(
        "INFO model m/1: config.pbtxt: ignored, since they are not needed here: from_the_future, instance_group,"
            + " optimization, parameters.intra_op_thread_count, sequence_batching.oldest",
        lines.get(1));
  }
}
