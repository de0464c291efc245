package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.models.BenchModels;
import dev.unroll.onnx.SmallGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients that people have, as their makers publish them, against the real server:
 * tritonclient, perf_analyzer, KServe's and grpcurl, by the tests of {@code src/test/clients}. Runs
 * where {@code PYTHON_WITH_TRITON} names a Python that {@code src/test/clients/install} has made;
 * {@code .ci/run} makes one.
 */
class OpenInferenceClientsIT {
  private static final int FLOAT16 = 10;

  @Test
  void everyClient_asItsMakersPublishIt_isServed(@TempDir Path folder) throws Exception {
    var python = PythonProcess.find("PYTHON_WITH_TRITON", "src/test/clients/requirements.txt");
    var models = folder.resolve("models");
    writeTypes(models);
    writeLengths(models, folder.resolve("bench"));
    var tests =
        PythonProcess.run(
            python,
            folder,
            Duration.ofMinutes(10),
            Map.of("MORE_MODELS", models.toString()),
            "-m",
            "pytest",
            "-q",
            "-r",
            "fEs",
            "src/test/clients");
    assertEquals(0, tests.exitCode(), tests.lastLine());
    assertTrue(tests.lastLine().matches("\\d+ passed in .*"), tests.lastLine());
  }

  /** Graphs whose tensors are of the types that no case of the zoo has. */
  private static void writeTypes(Path models) throws IOException {
    var types =
        Map.of(
            "fp16", FLOAT16,
            "fp32", SmallGraph.FLOAT32,
            "fp64", SmallGraph.FLOAT64);
    for (var type : types.entrySet()) {
      new SmallGraph()
          .input("x", type.getValue(), "rows", "steps", 2)
          .output("y", type.getValue(), "rows", "steps", 2)
          .node("Add", "x,x", "y")
          .write(version(models, "doubles_" + type.getKey()), "model.onnx");
    }
    new SmallGraph()
        .input("x", SmallGraph.INT32, "rows", "steps")
        .output("y", SmallGraph.FLOAT32, "rows", "steps", 1)
        .integers("axes", List.of(1L), 2)
        .node("Cast", "x", "numbers", SmallGraph.number("to", SmallGraph.FLOAT32))
        .node("Unsqueeze", "numbers,axes", "y")
        .write(version(models, "ids_int32"), "model.onnx");
  }

  /** A graph that has an input for its rows' lengths. */
  private static void writeLengths(Path models, Path bench) throws IOException {
    BenchModels.write(BenchModel.GRU64, bench);
    Files.copy(
        BenchModels.graphWithLengths(BenchModel.GRU64, bench),
        version(models, "with_lengths").resolve("model.onnx"));
  }

  private static Path version(Path models, String model) throws IOException {
    return Files.createDirectories(models.resolve(model).resolve("1"));
  }
}
