package dev.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
    var python = System.getenv("PYTHON_WITH_GRPC");
    assumeTrue(python != null, "PYTHON_WITH_GRPC is not set: no Python with gRPC to test with");
    try (var server = ServerProcess.serve(logs, Path.of("models"))) {
      var checks =
          new ProcessBuilder(
                  python, "src/test/python/check_clients.py", "localhost:" + server.port())
              .redirectErrorStream(true)
              .start();
      var report = report(checks);
      System.out.println(report);
      assertEquals(0, checks.exitValue(), report);
      assertTrue(report.strip().endsWith(" passed, 0 failed"), report);
    }
  }

  private static String report(Process checks) throws IOException, InterruptedException {
    var report = new String(checks.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(checks.waitFor(120, TimeUnit.SECONDS), "the checks do not end");
    return report;
  }
}
