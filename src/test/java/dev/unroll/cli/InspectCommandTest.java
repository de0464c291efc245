package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.repository.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole way from a real export to what people see, with what varies by machine masked. */
class InspectCommandTest {
  private static final Path ZOO = Path.of("src/test/resources/zoo");

  @TempDir Path folder;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final StringWriter errors = new StringWriter();

  @Test
  void inspect_bidirectionalTagger_showsItsStages() throws Exception {
    assertEquals(golden("bilstm_tagger.txt"), tree("bilstm_tagger/model.onnx"));
  }

  @Test
  void inspect_fixedBatchAndLength_saysSo() throws Exception {
    assertEquals(golden("keras_simple_rnn_batch8.txt"), tree("keras_simple_rnn_batch8/model.onnx"));
  }

  @Test
  void inspect_meanOverTime_saysWhyItIsNotCut() throws Exception {
    assertEquals(golden("gru_mean_pool.txt"), tree("gru_mean_pool"));
  }

  @Test
  void inspect_generator_showsBothGraphs() throws Exception {
    assertEquals(golden("seq2seq_gru.txt"), tree("seq2seq_gru"));
  }

  @Test
  void inspect_dot_drawsStatesAsLoops() throws Exception {
    assertEquals(
        golden("bilstm_tagger.dot"),
        run(0, ZOO.resolve("bilstm_tagger").toString(), "--device=cpu", "--dot"));
  }

  @Test
  void inspect_json_holdsAllThatTheTreeShows() throws Exception {
    var json =
        new ObjectMapper()
            .readTree(run(0, ZOO.resolve("lstm2_each").toString(), "--device=cpu", "--json"));
    assertEquals("causal", json.get("plan").asText());
    assertEquals(1, json.get("stages").size());
    assertEquals(4, json.get("stages").get(0).get("states").size());
    assertEquals(2, json.get("stages").get(0).get("costs").size());
    assertTrue(json.get("proof").get("rowsCompared").asInt() > 0);
  }

  @Test
  void inspect_fileOfAnyName_isPlanned() throws Exception {
    var file = Files.copy(ZOO.resolve("gru_last/model.onnx"), folder.resolve("mine.onnx"));
    assertTrue(run(0, file.toString(), "--device=cpu").contains("causal"));
  }

  @Test
  void inspect_truncatedFile_isAFaultOfOneLine() throws Exception {
    var model = Folders.truncated(folder, "gru_last", "cut", 1);
    run(1, model.resolve("1/model.onnx").toString());
    assertComplaint("model.onnx");
  }

  @Test
  void inspect_missingFile_isAFaultOfOneLine() {
    run(1, folder.resolve("none.onnx").toString());
    assertComplaint("none.onnx does not exist; give a graph, or the folder of a version");
  }

  @Test
  void inspect_folderOfModel_namesItsVersion() throws Exception {
    Folders.zoo(folder, "gru_last", "m", 1);
    run(1, folder.resolve("m").toString());
    assertComplaint("inspect a version of it: " + folder.resolve("m/1"));
  }

  @Test
  void inspect_halfOfGenerator_namesItsFolder() {
    run(1, ZOO.resolve("seq2seq_attention/decoder.onnx").toString(), "--device=cpu");
    assertComplaint("half of a generator: inspect its folder, " + ZOO.resolve("seq2seq_attention"));
  }

  @Test
  void inspect_folderWithoutGraph_isAFaultOfOneLine() {
    run(1, folder.toString());
    assertComplaint(folder + " holds neither model.onnx nor encoder.onnx and decoder.onnx");
  }

  @Test
  void inspect_unknownState_isAFaultThatNamesIt() {
    run(1, ZOO.resolve("gru_last").toString(), "--device=cpu", "--state=h=h_out");
    assertComplaint("has no input 'h' for a state");
  }

  @Test
  void inspect_unknownDevice_isUsage() {
    run(2, ZOO.resolve("gru_last").toString(), "--device=tpu");
    assertComplaint("--device 'tpu' is unknown; allowed: auto, cpu, cuda, cuda:N");
  }

  @Test
  void inspect_jsonAndDot_isUsage() {
    run(2, "x", "--json", "--dot");
    assertComplaint("give only one of --json and --dot");
  }

  private static String golden(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/inspect", name));
  }

  private String tree(String graph) {
    return run(0, ZOO.resolve(graph).toString(), "--device=cpu");
  }

  private void assertComplaint(String part) {
    assertEquals(1, errors.toString().lines().count(), errors.toString());
    assertTrue(errors.toString().startsWith("unroll: "), errors.toString());
    assertTrue(errors.toString().contains(part), errors.toString());
  }

  /** Runs it; gives what it printed, without what varies by machine. */
  @Test
  void graphThatDrawsRandomNumbers_isSaidToAndNothingIsClaimed() throws Exception {
    var file =
        new SmallGraph()
            .input("x", SmallGraph.FLOAT32, "batch", "time", 2)
            .output("y", SmallGraph.FLOAT32, "batch", "time", 2)
            .node("RandomUniformLike", "x", "noise")
            .node("Mul", "x,noise", "y")
            .write(folder, "noise.onnx");
    var told = run(0, file.toString(), "--device=cpu");
    assertTrue(told.contains("proof    none: it draws random numbers, and two runs differ"), told);
    assertTrue(told.contains("warning  it draws random numbers at the RandomUniformLike"), told);
  }

  @Test
  void layout_isTakenWhereTheGraphDoesNotTell() throws Exception {
    var file =
        new SmallGraph()
            .input("x", SmallGraph.FLOAT32, "n", "m", 2)
            .output("y", SmallGraph.FLOAT32, "n", "m", 2)
            .integers("axis", List.of(), 0)
            .node("CumSum", "x,axis", "y")
            .write(folder, "sums.onnx");
    var untold = run(0, file.toString(), "--device=cpu");
    assertTrue(untold.contains("'layout: time-major'"), untold);
    var told = run(0, file.toString(), "--device=cpu", "--layout=time-major");
    assertTrue(told.contains("x  float32 [steps, rows, 2]"), told);
    run(2, file.toString(), "--device=cpu", "--layout=rows");
    assertTrue(errors.toString().contains("allowed: batch-first, time-major"), errors::toString);
  }

  private String run(int exitCode, String... arguments) {
    var command =
        new CommandLine(new InspectCommand(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
    command.setParameterExceptionHandler(CliErrors::usage);
    command.setExecutionExceptionHandler(CliErrors::fault);
    command.setErr(new PrintWriter(errors));
    assertEquals(exitCode, command.execute(arguments), errors::toString);
    return bytes
        .toString(StandardCharsets.UTF_8)
        .replace(System.lineSeparator(), "\n")
        .replaceAll("[0-9.]+ µs", "N µs")
        .replaceAll("in [0-9]+ ms", "in N ms")
        .replaceAll("rows compared, [a-z0-9 .-]+", "rows compared, as this machine has it");
  }
}
