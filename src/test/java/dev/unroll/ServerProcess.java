package dev.unroll;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The real server: {@code java -jar target/unroll.jar serve} in a process of its own, on free
 * ports.
 */
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("unroll ready grpc=(\\d+) ops=(\\d+) models=(\\d+)");

  private final Process process;
  private final int grpcPort;
  private final int opsPort;

  private ServerProcess(Process process, int grpcPort, int opsPort) {
    this.process = process;
    this.grpcPort = grpcPort;
    this.opsPort = opsPort;
  }

  static ServerProcess start(Path models, String... flags) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", "target/unroll.jar", "serve", "--models", models.toString()));
    command.addAll(List.of("--port", "0", "--ops-port", "0", "--log-level", "warning"));
    command.addAll(List.of(flags));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var ready = READY.matcher(String.valueOf(output.readLine()));
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new IOException("the server did not start");
    }
    return new ServerProcess(
        process, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
  }

  int grpcPort() {
    return grpcPort;
  }

  int opsPort() {
    return opsPort;
  }

  Process process() {
    return process;
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

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }
}
