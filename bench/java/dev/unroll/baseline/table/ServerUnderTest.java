package dev.unroll.baseline.table;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.models.BenchModels;
import dev.unroll.baseline.server.BaselineServer;
import dev.unroll.baseline.server.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, Unroll or a baseline, with one model. */
final class ServerUnderTest implements AutoCloseable {
  static final String UNROLL = "unroll";

  private static final Pattern READY =
      Pattern.compile("unroll ready grpc=(\\d+) ops=(\\d+) models=(\\d+)");
  private static final long START_MILLIS = 60_000;
  private static final long LOOK_MILLIS = 20;

  private final String name;
  private final BenchModel model;
  private final Started process;
  private final int port;
  private final int opsPort;
  private final ProcessCpu cpu;

  private ServerUnderTest(
      String name, BenchModel model, Started process, int port, int opsPort, ProcessCpu cpu) {
    this.name = name;
    this.model = model;
    this.process = process;
    this.port = port;
    this.opsPort = opsPort;
    this.cpu = cpu;
  }

  /**
   * Unroll as its users start it, with no setting but the ports.
   *
   * @param before what its command line begins with
   */
  static ServerUnderTest unroll(BenchModel model, Path models, Path logs, List<String> before)
      throws IOException, InterruptedException, BenchException {
    var arguments = List.of("serve", "--models", BenchModels.repository(models).toString());
    var ports = List.of("--host", "127.0.0.1", "--port", "0", "--ops-port", "0");
    return start(
        UNROLL,
        model,
        Pinning.join(
            before, Java.unroll(Stream.of(arguments, ports).flatMap(List::stream).toList())),
        logs);
  }

  static ServerUnderTest baseline(Policy policy, BenchModel model, Path models, Path logs)
      throws IOException, InterruptedException, BenchException {
    return start(
        policy.label(),
        model,
        Java.bench(
            BaselineServer.class, List.of(policy.label(), model.folder(), models.toString())),
        logs);
  }

  private static ServerUnderTest start(
      String name, BenchModel model, List<String> command, Path logs)
      throws IOException, InterruptedException, BenchException {
    var process = Started.start(name + "-" + model.folder(), command, logs);
    try {
      var ready = ready(process);
      if (!ready.group(3).equals("1")) {
        throw process.failure("serves " + ready.group(3) + " models instead of one");
      }
      return new ServerUnderTest(
          name,
          model,
          process,
          Integer.parseInt(ready.group(1)),
          Integer.parseInt(ready.group(2)),
          ProcessCpu.of(process.pid()));
    } catch (IOException | InterruptedException | BenchException e) {
      process.close();
      throw e;
    }
  }

  private static Matcher ready(Started process)
      throws IOException, InterruptedException, BenchException {
    for (long waited = 0; waited < START_MILLIS; waited += LOOK_MILLIS) {
      var matcher = READY.matcher(process.out());
      if (matcher.find()) {
        return matcher;
      }
      if (!process.isAlive()) {
        throw process.failure("did not start");
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw process.failure("was not ready after " + START_MILLIS + " ms");
  }

  /** In the table. */
  String name() {
    return name;
  }

  BenchModel model() {
    return model;
  }

  int port() {
    return port;
  }

  /** Its operations port. */
  int opsPort() {
    return opsPort;
  }

  /** Where the load generator asks for its CPU time. */
  int cpuPort() {
    return cpu.port();
  }

  /** The CPU time that it has taken so far. */
  long cpuNanos() throws IOException {
    return cpu.nanos();
  }

  /** What its threads did in the time that counted of the last load. */
  Map<ThreadCpu.Duty, Double> cpuShares() {
    return cpu.shares();
  }

  /** Bytes that live objects take on the Java heap, after a full collection. */
  long liveHeapBytes() throws IOException, InterruptedException, BenchException {
    var histogram =
        Started.run(
            "jcmd",
            Java.tool("jcmd", List.of(Long.toString(process.pid()), "GC.class_histogram")),
            Path.of("target", "bench"));
    return LiveHeap.bytes(histogram);
  }

  /**
   * Whether it still runs.
   *
   * @throws BenchException where it has ended
   */
  void checkAlive() throws IOException, BenchException {
    if (!process.isAlive()) {
      throw process.failure("has ended");
    }
  }

  /** What went wrong with it, with the last lines of its log. */
  BenchException failure(String what) throws IOException {
    return process.failure(what);
  }

  @Override
  public void close() {
    cpu.close();
    process.close();
  }
}
