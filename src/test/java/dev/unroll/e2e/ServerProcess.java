package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.server.IgnoredSignals;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The packaged server as a process of its own. */
final class ServerProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target/unroll.jar");
  private static final Pattern READY =
      Pattern.compile("unroll ready grpc=(\\d+) ops=(\\d+) models=(\\d+)");
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final Path out;
  private final Path errors;

  private ServerProcess(Process process, Path out, Path errors) {
    this.process = process;
    this.out = out;
    this.errors = errors;
  }

  /**
   * Starts it.
   *
   * @param logs a folder for what it prints
   */
  static ServerProcess start(Path logs, String... arguments) throws IOException {
    return start(IgnoredSignals.heardAgain(), List.of(), logs, arguments);
  }

  /** Starts it so that it ignores some signals, such as "HUP INT". */
  static ServerProcess startIgnoring(String signals, Path logs, String... arguments)
      throws IOException {
    var script = "trap '' " + signals + "; exec \"$0\" \"$@\"";
    return start(List.of("sh", "-c", script), List.of(), logs, arguments);
  }

  private static ServerProcess start(
      List<String> before, List<String> javaFlags, Path logs, String... arguments)
      throws IOException {
    var command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaFlags);
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    var out = Files.createTempFile(logs, "out", ".txt");
    var errors = Files.createTempFile(logs, "errors", ".txt");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
    // Settings of whoever runs the tests are not the server's.
    builder.environment().keySet().removeIf(name -> name.startsWith("UNROLL_"));
    return new ServerProcess(builder.start(), out, errors);
  }

  /** Starts it with free ports, and waits until it is ready. */
  static ServerProcess serve(Path logs, Path models, String... more) throws IOException {
    return serve(List.of(), logs, models, more);
  }

  /** The same with flags for its JVM. */
  static ServerProcess serve(List<String> javaFlags, Path logs, Path models, String... more)
      throws IOException {
    var arguments = new ArrayList<>(List.of("serve", "--models", models.toString()));
    arguments.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--ops-port", "0"));
    arguments.addAll(List.of("--poll", "0s"));
    arguments.addAll(List.of(more));
    var server =
        start(IgnoredSignals.heardAgain(), javaFlags, logs, arguments.toArray(String[]::new));
    Await.until(
        "the server is ready", () -> server.out().contains("\n") || !server.process.isAlive());
    return server;
  }

  int port() {
    return ready(1);
  }

  int opsPort() {
    return ready(2);
  }

  int models() {
    return ready(3);
  }

  private int ready(int group) {
    var matcher = READY.matcher(out().strip());
    assertTrue(matcher.matches(), () -> out() + errors());
    return Integer.parseInt(matcher.group(group));
  }

  /** All of standard output so far. */
  String out() {
    return read(out);
  }

  /** All of standard error so far. */
  String errors() {
    return read(errors);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Sends a signal: TERM, HUP. */
  void signal(String name) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    try (InputStream complaints = kill.getErrorStream()) {
      var said = new String(complaints.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, kill.waitFor(), said);
    }
  }

  /** The process' memory, native memory included; 0 where the system does not tell. */
  long residentBytes() {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Bytes of the heap that something holds, after a collection; by JDK's jcmd. */
  long heldHeapBytes() throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var histogram =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    try (InputStream said = histogram.getInputStream()) {
      var text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, histogram.waitFor(), text);
      var total = text.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
      return Long.parseLong(total.strip().split("\\s+", -1)[2]);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end. */
  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "the server does not end");
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
