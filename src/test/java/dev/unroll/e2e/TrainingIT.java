package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The training scripts, each run on tiny data, what they make served and measured, and their
 * errors; the chart's dashboards, the simulation of scaling, and the style of all Python: the tests
 * of {@code src/test/python}. Runs where {@code PYTHON_WITH_TORCH} names a Python that has the
 * packages of {@code src/test/python/requirements-training.txt}; {@code .ci/run} makes one.
 */
class TrainingIT {
  @Test
  void everyTestInPython_passesAndNoneIsSkipped(@TempDir Path logs) throws Exception {
    var python =
        PythonProcess.find("PYTHON_WITH_TORCH", "src/test/python/requirements-training.txt");
    var tests =
        PythonProcess.run(
            python,
            logs,
            Duration.ofMinutes(15),
            "-m",
            "pytest",
            "-q",
            "-r",
            "fEs",
            "src/test/python");
    assertEquals(0, tests.exitCode(), tests.lastLine());
    assertTrue(tests.lastLine().matches("\\d+ passed in .*"), tests.lastLine());
  }
}
