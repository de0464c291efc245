package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.PlanRunner;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  private final Planner planner = new Planner(runtime());

  private static OnnxRuntime runtime() {
    try {
      return OnnxRuntime.open(DeviceChoice.parse("cpu"));
    } catch (LoadException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.unroll.plan.planner.ZooCase#singleGraphs")
  void export_oneRowAtATime_givesTheFrameworksAnswers(ZooCase zoo) throws Exception {
    try (var plan = planner.plan(zoo.folder(), Map.of())) {
      var workspace = new Workspace();
      for (var example : zoo.examples()) {
        assertAnswers(example, PlanRunner.answer(plan, workspace, example.input()));
      }
      boolean aligned = zoo.facts().get("task").asText().equals("many-to-many");
      assertEquals(aligned, plan.facts().outputs().get(0).timed());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.unroll.plan.planner.ZooCase#singleGraphs")
  void export_rowsTogether_giveTheFrameworksAnswers(ZooCase zoo) throws Exception {
    try (var plan = planner.plan(zoo.folder(), Map.of())) {
      var answering = (AnswerPlan) plan;
      int length = zoo.examples().get(zoo.examples().size() - 1).input().steps();
      var examples =
          zoo.examples().stream()
              .filter(example -> answering.isSliced() || example.input().steps() == length)
              .toList();
      var batch =
          examples.subList(0, Math.min(examples.size(), answering.stages().get(0).maxRows()));
      var inputs = batch.stream().map(ZooCase.Example::input).toList();
      var answers = PlanRunner.together(plan, new Workspace(), inputs, 3);
      for (int row = 0; row < batch.size(); row++) {
        assertAnswers(batch.get(row), answers.get(row));
      }
    }
  }

  private static void assertAnswers(ZooCase.Example example, List<Output> outputs) {
    assertEquals(example.outputs().size(), outputs.size());
    for (int place = 0; place < outputs.size(); place++) {
      assertArrayEquals(example.outputs().get(place), outputs.get(place).values(), 1e-4f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"seq2seq_gru", "seq2seq_attention", "seq2seq_input_feeding"})
  void generator_fedItsLikeliestToken_givesTheFrameworksTokens(String name) throws Exception {
    var zoo = ZooCase.of(name);
    try (var plan = assertInstanceOf(GeneratorPlan.class, planner.plan(zoo.folder(), Map.of()))) {
      var workspace = new Workspace();
      for (var example : zoo.facts().get("examples")) {
        var data = example.get("inputs").get("input").get("data");
        var ids = new long[data.size()];
        for (int step = 0; step < ids.length; step++) {
          ids[step] = data.get(step).asLong();
        }
        var memory = plan.begin(new Sequence.Ids(ids));
        plan.encoder().advance(workspace, List.of(memory), ids.length);
        long token = zoo.facts().get("bos").asLong();
        for (var expected : example.get("tokens")) {
          plan.feed(memory, token);
          plan.decoder().advance(workspace, List.of(memory), 1);
          token = likeliest(plan.logits(memory));
          assertEquals(expected.asLong(), token);
        }
      }
      assertEquals(40, plan.outputVocabularySize());
      assertEquals(!name.equals("seq2seq_gru"), plan.remembersSteps());
    }
  }

  private static long likeliest(float[] logits) {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      best = logits[id] > logits[best] ? id : best;
    }
    return best;
  }

  @Test
  void timeMajorExport_isFoundToBeSo() throws Exception {
    try (var plan = planner.plan(ZooCase.of("rnn_vectors_timemajor").folder(), Map.of())) {
      assertEquals(0, plan.facts().input().timeAxis());
      assertEquals(1, plan.facts().input().batchAxis());
    }
  }

  @Test
  void statefulExport_hidesItsStatesFromClients() throws Exception {
    try (var plan = planner.plan(ZooCase.of("lstm_stateful").folder(), Map.of())) {
      assertEquals(
          List.of("output"), plan.facts().outputs().stream().map(TensorFacts::name).toList());
    }
  }

  @Test
  void embedding_tellsTheVocabularySize() throws Exception {
    try (var plan = planner.plan(ZooCase.of("gru_last").folder(), Map.of())) {
      assertTrue(plan.facts().vocabularySize() > 1);
    }
  }

  @Test
  void truncatedGraph_isRefusedByName(@TempDir Path folder) throws IOException {
    var whole = Files.readAllBytes(ZooCase.of("gru_last").folder().resolve("model.onnx"));
    Files.write(folder.resolve("model.onnx"), java.util.Arrays.copyOf(whole, whole.length / 2));
    var refusal = assertThrows(LoadException.class, () -> planner.plan(folder, Map.of()));
    assertTrue(
        refusal.reason().contains("model.onnx is not an ONNX model or is truncated"),
        refusal.reason());
  }

  @Test
  void emptyFolder_isRefusedSayingWhatItShouldHold(@TempDir Path folder) {
    var refusal = assertThrows(LoadException.class, () -> planner.plan(folder, Map.of()));
    assertEquals("holds neither model.onnx nor encoder.onnx and decoder.onnx", refusal.reason());
  }

  @Test
  void namedState_thatDoesNotExist_isRefusedByName() {
    var folder = ZooCase.of("gru_stateful").folder();
    var refusal =
        assertThrows(LoadException.class, () -> planner.plan(folder, Map.of("h", "nowhere")));
    assertTrue(refusal.reason().contains("no output 'nowhere'"), refusal.reason());
  }
}
