package dev.unroll.baseline.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of ours, what it printed, and what it logged. */
final class Started implements AutoCloseable {
  private static final int LAST_LINES = 20;
  private static final long END_SECONDS = 10;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path log;

  private Started(String name, Process process, Path out, Path log) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param folder for what it prints and logs
   */
  static Started start(String name, List<String> command, Path folder) throws IOException {
    Files.createDirectories(folder);
    var out = folder.resolve(name + ".out");
    var log = folder.resolve(name + ".log");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(log.toFile());
    // Settings of whoever runs the bench are not the server's.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("UNROLL_"));
    return new Started(name, builder.start(), out, log);
  }

  /** Runs it to its end, and gives what it printed. */
  static String run(String name, List<String> command, Path folder)
      throws IOException, InterruptedException, BenchException {
    try (var started = start(name, command, folder)) {
      int code = started.process.waitFor();
      if (code != 0) {
        throw started.failure("ended with exit code " + code);
      }
      return started.out();
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All of standard output so far. */
  String out() throws IOException {
    return Files.readString(out);
  }

  /** What went wrong, with the last lines of the log and of what was printed. */
  BenchException failure(String what) throws IOException {
    return new BenchException(name + " " + what + "; " + end(log) + "; " + end(out));
  }

  private static String end(Path file) throws IOException {
    var lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
    var last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    return "the end of " + file + ":\n" + String.join("\n", last) + "\n";
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
