package dev.unroll.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.unroll.core.LoadException;
import dev.unroll.onnx.SmallGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeTest {
  /** As ONNX numbers it. */
  @TempDir Path folder;

  @Test
  void cpu_isAlwaysThere() throws LoadException {
    var runtime = open("cpu");
    assertEquals(new Device.Cpu(), runtime.device());
    assertTrue(runtime.version().matches("\\d+\\.\\d+\\.\\d+"), runtime.version());
  }

  @Test
  void cudaByName_whereThereIsNone_isRefusedSayingWhatIsAllowed() throws LoadException {
    assumeFalse(open("auto").device() instanceof Device.Cuda, "this machine has CUDA");
    var refusal = assertThrows(LoadException.class, () -> open("cuda:1"));
    assertTrue(
        refusal.reason().matches("device cuda:1 cannot be used: .+; allowed here: cpu, auto"),
        refusal.reason());
  }

  @Test
  void auto_takesWhatIsThere() throws LoadException {
    assertFalse(open("auto").device().label().isEmpty());
  }

  @Test
  void missingFile_isRefusedByName() {
    var refusal =
        assertThrows(LoadException.class, () -> open("cpu").load(folder.resolve("none.onnx")));
    assertEquals("none.onnx cannot be read", refusal.reason());
  }

  @Test
  void fileThatIsNoModel_isRefusedByNameWithTheReason() throws Exception {
    var file = Files.writeString(folder.resolve("text.onnx"), "hello");
    var refusal = assertThrows(LoadException.class, () -> open("cpu").load(file));
    assertTrue(
        refusal.reason().startsWith("text.onnx: ONNX Runtime refuses it: "), refusal.reason());
  }

  @Test
  void operatorThatNobodyKnows_isRefusedByName() throws Exception {
    var file =
        new SmallGraph()
            .input("x", SmallGraph.FLOAT32, "rows")
            .output("y", SmallGraph.FLOAT32, "rows")
            .node("Frobnicate", "x", "y")
            .write(folder, "odd.onnx");
    var refusal = assertThrows(LoadException.class, () -> open("cpu").load(file));
    assertTrue(refusal.reason().contains("Frobnicate"), refusal.reason());
  }

  @Test
  void typeThatIsNotServed_isRefusedNamingThoseThatAre() throws Exception {
    var file =
        new SmallGraph()
            .input("x", SmallGraph.UINT16, "rows")
            .output("y", SmallGraph.UINT16, "rows")
            .node("Identity", "x", "y")
            .write(folder, "switches.onnx");
    var refusal = assertThrows(LoadException.class, () -> open("cpu").load(file));
    assertEquals(
        "switches.onnx: 'x' has elements of type uint16; the server supports float32, float16, double, int64,"
            + " int32, int16, int8, uint8, bool",
        refusal.reason());
  }

  /** What the JVM of the next test does. */
  static final class Opening {
    private Opening() {}

    public static void main(String[] arguments) throws LoadException {
      System.exit(open("cpu").device() instanceof Device.Cpu ? 0 : 1);
    }
  }

  @Test
  void longCommandLine_doesNotEndTheJvm() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        List.of(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            Opening.class.getName(),
            "a".repeat(20_000));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }

  private static OnnxRuntime open(String device) throws LoadException {
    return OnnxRuntime.open(DeviceChoice.parse(device));
  }
}
