package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client in another language, its stubs generated from the protos, against the real server:
 * {@code src/test/python/check_clients.py}. Runs where {@code PYTHON_WITH_GRPC} names a Python that
 * has the packages of {@code src/test/python/requirements.txt}; {@code .ci/run} makes one.
 */
class PythonClientIT {
  @Test
  void everyCheckFromPython_passes(@TempDir Path logs) throws Exception {
    var python = PythonProcess.find("PYTHON_WITH_GRPC", "src/test/python/requirements.txt");
    try (var server = ServerProcess.serve(logs, Path.of("models"))) {
      var checks =
          PythonProcess.run(
              python,
              logs,
              Duration.ofMinutes(2),
              "src/test/python/check_clients.py",
              "localhost:" + server.port());
      assertEquals(0, checks.exitCode(), checks.lastLine());
      assertTrue(checks.lastLine().endsWith(" passed, 0 failed"), checks.lastLine());
    }
  }
}
