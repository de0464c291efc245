package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.metrics.WatchFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A real Prometheus with the chart's rules, that scrapes replicas as it would in Kubernetes. */
final class PrometheusProcess implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final int port;

  private PrometheusProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param opsPorts of the replicas, by the names of their pods
   */
  static PrometheusProcess start(
      String program, Path folder, String namespace, Map<String, Integer> opsPorts)
      throws IOException {
    var config = Files.writeString(folder.resolve("prometheus.yaml"), config(namespace, opsPorts));
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var log = folder.resolve("prometheus.log");
    var process =
        new ProcessBuilder(
                program,
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var prometheus = new PrometheusProcess(process, log, port);
    Await.until("Prometheus is ready", prometheus::isReady);
    return prometheus;
  }

  /** As a ServiceMonitor would have it, but for the addresses and the short interval. */
  private static String config(String namespace, Map<String, Integer> opsPorts) {
    var config =
        new StringBuilder(
            """
            global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 2s}
            rule_files: ["%s/*.yaml"]
            scrape_configs:
              - job_name: unroll
                static_configs:
            """
                .formatted(WatchFiles.RULES.toAbsolutePath()));
    new TreeMap<>(opsPorts)
        .forEach((pod, opsPort) ->
            config.append(
                "      - {targets: [\"127.0.0.1:%d\"], labels: {namespace: %s, pod: %s}}\n"
                    .formatted(opsPort, namespace, pod)));
    return config.toString();
  }

  private boolean isReady() {
    assertTrue(process.isAlive(), this::log);
    try {
      return ServerHarness.get(port, "/-/ready").statusCode() == 200;
    } catch (java.io.UncheckedIOException notYet) {
      return false;
    }
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  /** The samples that an expression gives now. */
  JsonNode query(String expression) throws IOException {
    return data("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .path("result");
  }

  /** All rules, with how they are. */
  JsonNode groups() throws IOException {
    return data("/api/v1/rules").path("groups");
  }

  private JsonNode data(String path) throws IOException {
    var answer = new ObjectMapper().readTree(ServerHarness.get(port, path).body());
    assertEquals("success", answer.path("status").asText(), () -> path + ": " + answer);
    return answer.path("data");
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
