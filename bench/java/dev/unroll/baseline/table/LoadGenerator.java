package dev.unroll.baseline.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@code unroll bench} in a process of its own, and reads its report. */
final class LoadGenerator {
  /** So that no one network thread, of either side, is what is measured. */
  private static final String CONNECTIONS = "4";

  private final Path folder;

  /**
   * One that leaves its reports somewhere.
   *
   * @param folder for the reports and the generator's log
   */
  LoadGenerator(Path folder) {
    this.folder = folder;
  }

  /**
   * Loads a server.
   *
   * @param run names the report
   * @param warmUpSeconds load before that which counts
   * @throws BenchException where the server or the generator fails
   */
  Measurement measure(
      ServerUnderTest server,
      String workload,
      String run,
      Load load,
      int seconds,
      int warmUpSeconds)
      throws IOException, InterruptedException, BenchException {
    var report = folder.resolve(run + ".json");
    var arguments =
        new ArrayList<>(
            List.of(
                "bench",
                "--port",
                Integer.toString(server.port()),
                "--ops",
                Integer.toString(server.cpuPort()),
                "--connections",
                CONNECTIONS,
                "--model",
                server.model().folder(),
                "--duration",
                seconds + "s",
                "--warm-up",
                warmUpSeconds + "s",
                "--json",
                report.toString()));
    arguments.addAll(load.flags());
    Started.run("generator-" + run, Java.unroll(arguments), folder);
    server.checkAlive();
    var measurement =
        read(
            new ObjectMapper().readTree(report.toFile()),
            workload,
            server.name(),
            load.words(),
            server.cpuShares());
    if (measurement.callsPerSecond() == 0) {
      throw server.failure("answered nothing under " + load.words());
    }
    return measurement;
  }

  /** The names in the report are the generator's promise. */
  static Measurement read(
      JsonNode report,
      String workload,
      String server,
      String load,
      Map<ThreadCpu.Duty, Double> cpuShares)
      throws BenchException {
    if (report.path("wrong").asLong() > 0) {
      throw new BenchException(server + " gave wrong answers: " + report.path("problems"));
    }
    boolean live = report.path("workload").path("loop").asText().equals("live");
    long calls = report.path("answered").asLong();
    return new Measurement(
        workload,
        server,
        load,
        number(report, live ? "steps_per_second" : "calls_per_second"),
        number(report, "tokens_per_second"),
        number(report.path("latency_seconds"), "p50"),
        number(report.path("latency_seconds"), "p99"),
        number(report.path("by_steps").path(0), "p99"),
        number(report.path("refusal_latency_seconds"), "p99"),
        number(report, live ? "server_cpu_seconds_per_step" : "server_cpu_seconds_per_call"),
        cpuShares,
        report.path("sent").asLong() + report.path("unsent").asLong() - calls);
  }

  private static double number(JsonNode parent, String name) {
    return parent.path(name).asDouble(Double.NaN);
  }
}
