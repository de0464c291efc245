package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.repository.Folders;
import dev.unroll.v1.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that cannot be served: each is told of by name, and the one beside it answers. */
class BadModelTest {
  private static final long TEBIBYTE = 1L << 40;

  @TempDir private Path root;
  private Path models;

  @BeforeEach
  void addGoodModel() throws IOException {
    models = Files.createDirectory(root.resolve("models"));
    Folders.zoo(models, "gru_last", "good", 1);
    Files.writeString(root.resolve("secret.txt"), "a\nb\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          lables: x                                  | unknown key 'lables'
          inptu: {tokens: {}}                        | did you mean 'input'?
          input: {tokens: {max_step: 3}}             | did you mean 'max_steps'?
          input: {tokens: {max_steps: 0}}            | max_steps
          output: {labels: labels.txt}               | 'labels.txt' does not exist in the model's folder
          output: {labels: ../../secret.txt}         | contains '..'; write a path inside the model's folder
          output: {labels: /etc/passwd}              | is absolute
          output: {labels: way-out.txt}              | is a link that leaves the model's folder
          output: {labels: 1}                        | output.labels
          input: {text: {tokenizer: model.yaml}}     | model.yaml
          input: {vectors: {}}                       | takes int64
          task: many-to-many                         | allow only many-to-one
          task: one-to-two                           | one-to-two
          task: [                                    | model.yaml
          """)
  void manifest_wrong_isToldOf(String manifest, String reason) throws Exception {
    var folder = Folders.zoo(models, "gru_last", "bad", 1);
    Files.writeString(folder.resolve("model.yaml"), manifest);
    Files.createSymbolicLink(folder.resolve("way-out.txt"), root.resolve("secret.txt"));
    assertToldOf(reason);
  }

  @Test
  void graph_cutOff_isToldOf() throws Exception {
    Folders.truncated(models, "gru_last", "bad", 1);
    assertToldOf("model.onnx");
  }

  @Test
  void decoder_whoseInputCannotHoldItsIds_isToldOf() throws Exception {
    var version = Files.createDirectories(models.resolve("bad/1"));
    new SmallGraph()
        .input("x", SmallGraph.FLOAT32, "batch", 3)
        .output("seen", SmallGraph.FLOAT32, "batch", 3)
        .node("Relu", "x", "seen")
        .write(version, "encoder.onnx");
    new SmallGraph()
        .input("token", SmallGraph.BOOL, "batch")
        .input("seen", SmallGraph.FLOAT32, "batch", 3)
        .output("logits", SmallGraph.FLOAT32, "batch", 4)
        .weight("embedding", List.of(2L, 3L), 1, 2, 3, 4, 5, 6)
        .node("Cast", "token", "id", SmallGraph.number("to", SmallGraph.INT64))
        .node("Gather", "embedding,id", "embedded")
        .weight("head", List.of(3L, 4L), new float[12])
        .node("Add", "embedded,seen", "both")
        .node("MatMul", "both,head", "logits")
        .write(version, "decoder.onnx");
    assertToldOf("the decoder scores 4 ids, but its input for the id before is bool, up to 1");
  }

  @Test
  void graph_ofNoise_isToldOf() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "bad", 1);
    Files.writeString(folder.resolve("1/model.onnx"), "this is no graph");
    assertToldOf("model.onnx");
  }

  @Test
  void graph_empty_isToldOf() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "bad", 1);
    Files.write(folder.resolve("1/model.onnx"), new byte[0]);
    assertToldOf("model.onnx");
  }

  @Test
  void graphs_ofBothKinds_areToldOf() throws Exception {
    Folders.zoo(models, "gru_last", "bad", 1);
    Folders.zoo(models, "seq2seq_gru", "bad", 1);
    assertToldOf("holds both model.onnx and a generator's");
  }

  @Test
  void generator_withoutItsDecoder_isToldOf() throws Exception {
    var folder = Folders.zoo(models, "seq2seq_gru", "bad", 1);
    Files.delete(folder.resolve("1/decoder.onnx"));
    assertToldOf("decoder.onnx");
  }

  @Test
  void version_empty_isToldOf() throws Exception {
    Files.createDirectories(models.resolve("bad/1"));
    assertToldOf("holds neither model.onnx nor encoder.onnx and decoder.onnx");
  }

  @Test
  void versions_none_areToldOf() throws Exception {
    Files.createDirectories(models.resolve("bad/latest"));
    assertToldOf("it has no version");
  }

  @Test
  void weights_largerThanTheMemory_areToldOf() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "bad", 1);
    ofSize(folder.resolve("1/model.onnx.data"), TEBIBYTE);
    assertToldOf("loading it takes at least 2097152 MiB of memory");
  }

  @Test
  void graph_largerThanTheHeap_isToldOf() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "bad", 1);
    ofSize(folder.resolve("1/model.onnx"), TEBIBYTE);
    assertToldOf("its graph has 1048576 MiB and is read into the Java heap");
  }

  /** A file with a hole, which takes no room. */
  private static void ofSize(Path path, long bytes) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  private void assertToldOf(String reason) throws Exception {
    try (var server = ServerHarness.start(models)) {
      var model = server.describe("bad");
      assertEquals(State.STATE_FAILED, model.getState());
      assertTrue(model.getReason().contains(reason), model::getReason);
      assertTrue(!model.getReason().contains("Exception"), model::getReason);
      assertTrue(!model.getReason().contains(root.toString()), model::getReason);
      assertEquals("NOT_SERVING", server.health("bad"));
      assertEquals(1, server.meter("unroll_model_failed", "model=\"bad\""));
      assertEquals("SERVING", server.health("good"));
      assertTrue(server.calls().manyToOne(Requests.manyToOne("good", Requests.ids(1))).hasTiming());
    }
  }
}
