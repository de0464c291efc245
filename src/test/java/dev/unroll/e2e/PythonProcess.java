package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A run of Python to its end.
 *
 * @param report all that it printed
 */
record PythonProcess(int exitCode, String report) {
  /** What it says at the end. */
  String lastLine() {
    return report.strip().lines().reduce("", (before, line) -> line);
  }

  /**
   * The Python that an environment variable names. The test is skipped where none does; {@code
   * .ci/run} makes one.
   *
   * @param requirements the file that lists the packages that it must have
   */
  static String find(String variable, String requirements) {
    var python = System.getenv(variable);
    assumeTrue(
        python != null,
        () -> variable + " is not set: it must name a Python with the packages of " + requirements);
    return python;
  }

  /**
   * Runs it, and prints what it printed.
   *
   * @param folder a folder for what it prints
   */
  static PythonProcess run(String python, Path folder, Duration limit, String... arguments)
      throws IOException, InterruptedException {
    return run(python, folder, limit, Map.of(), arguments);
  }

  /**
   * The same with more variables.
   *
   * @param variables of its environment, added to those of the tests
   */
  static PythonProcess run(
      String python,
      Path folder,
      Duration limit,
      Map<String, String> variables,
      String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of(python));
    command.addAll(List.of(arguments));
    var printed = Files.createTempFile(folder, "python", ".txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
    // What it starts in turn runs on the JDK of the tests.
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putAll(variables);
    var process = builder.start();
    try {
      var ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
      var report = Files.readString(printed, StandardCharsets.UTF_8);
      System.out.println(report);
      assertTrue(ended, () -> "no end after " + limit);
      return new PythonProcess(process.exitValue(), report);
    } finally {
      process.destroyForcibly();
    }
  }
}
