package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.inference.SmallEngine;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How models look to clients that know tensors only. */
class ModelTensorsTest {
  private static final Path TOKENIZER = Path.of("src/test/resources/tokenizers/word-level.json");

  @TempDir private static Path folder;
  private static SmallEngine engine;

  @BeforeAll
  static void load() throws Exception {
    Folders.zoo(folder, "gru_last");
    Folders.zoo(folder, "rnn_vectors_timemajor");
    Folders.zoo(folder, "keras_simple_rnn_batch8");
    Folders.zoo(folder, "lstm_stateful");
    Folders.zoo(folder, "seq2seq_gru");
    model("gru_last", "ranker", "output: {labels: names.txt}");
    model("lstm2_each", "tagger", "output: {tags: names.txt}");
    model(
        "bilstm_tagger",
        "filler",
        "{input: {text: {tokenizer: tokenizer.json}}, output: {blank: {file: names.txt, token: <pad>}}}");
    clashing();
    engine = SmallEngine.of(folder);
  }

  private static Path model(String graphs, String name, String manifest) throws Exception {
    var model = Folders.zoo(folder, graphs, name, 1);
    Files.write(model.resolve("names.txt"), List.of("a", "b", "c", "d", "e"));
    Files.copy(TOKENIZER, model.resolve("tokenizer.json"));
    Files.writeString(model.resolve("model.yaml"), manifest);
    return model;
  }

  /** A tagger whose graph calls its only output "tags", and its input "lengths". */
  private static void clashing() throws Exception {
    var version = Files.createDirectories(folder.resolve("clashing").resolve("1"));
    new SmallGraph()
        .input("lengths", SmallGraph.FLOAT32, "batch", "time", 5)
        .output("tags", SmallGraph.FLOAT32, "batch", "time", 5)
        .node("Identity", "lengths", "tags")
        .write(version, "model.onnx");
    var model = folder.resolve("clashing");
    Files.write(model.resolve("names.txt"), List.of("a", "b", "c", "d", "e"));
    Files.writeString(model.resolve("model.yaml"), "output: {tags: names.txt}");
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static ModelTensors tensors(String model) {
    return ModelTensors.of(engine.model(model));
  }

  private static List<String> names(List<TensorSpec> specs) {
    return specs.stream()
        .map(spec -> spec.name() + " " + spec.datatype() + " " + spec.shape())
        .collect(Collectors.toList());
  }

  @Test
  void graphWithoutAManifest_looksAsItIs_andUnderstandsLengths() {
    var tensors = tensors("gru_last");
    assertEquals(List.of("input INT64 [-1, -1]"), names(tensors.inputs()));
    assertEquals(List.of("lengths INT64 [-1]", "lengths INT32 [-1]"), names(tensors.unannounced()));
    assertEquals(List.of("output FP32 [-1, 5]"), names(tensors.outputs()));
    assertEquals(ModelTensors.USUAL_MOST_ROWS, tensors.maxBatchSize());
    assertEquals(ModelTensors.USUAL_MOST_ROWS, tensors.mostRows());
    assertEquals(2, tensors.inputsNamed("lengths").size());
    assertEquals(1, tensors.inputsNamed("input").size());
    assertTrue(tensors.inputsNamed("output").isEmpty());
    assertTrue(tensors.output("output").isPresent());
    assertTrue(tensors.output("label").isEmpty());
  }

  @Test
  void rowsThatAreNotFirst_areNoBatchSizeOfAConfiguration() {
    var tensors = tensors("rnn_vectors_timemajor");
    assertEquals(List.of("input FP32 [-1, -1, 12]"), names(tensors.inputs()));
    assertEquals(0, tensors.maxBatchSize());
    assertEquals(ModelTensors.USUAL_MOST_ROWS, tensors.mostRows());
  }

  @Test
  void graphThatInsistsOnANumberOfRows_takesAnyNumberOfThem() {
    var tensors = tensors("keras_simple_rnn_batch8");
    assertEquals(-1, tensors.inputs().get(0).shape().get(0));
    assertEquals(-1, tensors.outputs().get(0).shape().get(0));
  }

  @Test
  void hiddenStates_mayBeGiven_andAreTold() {
    var tensors = tensors("lstm_stateful");
    var states =
        tensors.inputs().stream()
            .filter(spec -> spec.meaning() == TensorSpec.Meaning.STATE)
            .toList();
    assertEquals(List.of("h", "c"), states.stream().map(TensorSpec::name).toList());
    assertTrue(states.stream().allMatch(TensorSpec::optional));
    assertEquals(
        List.of("output", "h_out", "c_out"),
        tensors.outputs().stream().map(TensorSpec::name).toList());
  }

  @Test
  void labels_areAStringAndAScoreMore() {
    assertEquals(
        List.of("output FP32 [-1, 5]", "label BYTES [-1, 1]", "score FP32 [-1, 1]"),
        names(tensors("ranker").outputs()));
  }

  @Test
  void tags_areStringsAndSpansMore() {
    assertEquals(
        List.of("output FP32 [-1, -1, 5]", "tags BYTES [-1, -1]", "spans INT64 [-1, -1, 2]"),
        names(tensors("tagger").outputs()));
  }

  @Test
  void text_isTheInput_besideTheIds_andABlankIsFilled() {
    var tensors = tensors("filler");
    assertEquals(List.of("text BYTES [-1, 1]", "input INT64 [-1, -1]"), names(tensors.inputs()));
    assertEquals(
        List.of(false, true), tensors.inputs().stream().map(TensorSpec::optional).toList());
    assertEquals(
        List.of(
            "output FP32 [-1, -1, 5]",
            "label BYTES [-1, 1]",
            "score FP32 [-1, 1]",
            "filled BYTES [-1, 1]"),
        names(tensors.outputs()));
  }

  @Test
  void generatedIds_areAllThatAGeneratorGives() {
    assertEquals(List.of("token_ids INT64 [-1, -1]"), names(tensors("seq2seq_gru").outputs()));
  }

  @Test
  void graphsOwnNames_areKept_andOursGiveWay() {
    var tensors = tensors("clashing");
    assertEquals(
        List.of("tags FP32 [-1, -1, 5]", "unroll_tags BYTES [-1, -1]", "spans INT64 [-1, -1, 2]"),
        names(tensors.outputs()));
    assertEquals(List.of("lengths FP32 [-1, -1, 5]"), names(tensors.inputs()));
    assertEquals(List.of(), tensors.unannounced());
  }
}
