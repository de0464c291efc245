package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.metrics.PromQl;
import dev.unroll.metrics.WatchFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes two real servers under load: each rule and each panel of the dashboards
 * must have something to show. Runs where there is a Prometheus; {@code .ci/run} installs one.
 *
 * <p>The load goes on for {@code -Dwatch.seconds=20} at least. Where {@code PYTHON_WITH_MATPLOTLIB}
 * names a Python, the dashboards are drawn into {@code target/dashboards}.
 */
class PrometheusIT {
  private static final int SECONDS = Integer.getInteger("watch.seconds", 20);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Pictures for people are of a load that has gone on for a while. */
  private static final boolean FOR_PEOPLE = SECONDS >= 60;

  /**
   * Where the pictures end: for people before the load did. A short load may only just have given
   * every panel something when it ends.
   */
  private static final int END_SECONDS_AGO = FOR_PEOPLE ? 15 : 0;

  /** For people two that show most; else all, as some may not have been asked in a short load. */
  private static final String DRAWN_MODELS = FOR_PEOPLE ? "chat-ko|live-tags" : ".+";

  private static final String NAMESPACE = "demo";
  private static final List<String> PODS = List.of("unroll-7c9d-2xk4p", "unroll-7c9d-8tqzm");

  /** What docs/SCALING.md has an adapter and KEDA ask. */
  private static final Map<String, String> SCALING =
      Map.of(
          "SCALING.md: adapter",
          "avg by (namespace, pod) (unroll_backlog_seconds{namespace=\"demo\",pod=~\".+\"})",
          "SCALING.md: KEDA",
          "sum(unroll_backlog_seconds{namespace=\"demo\",pod=~\"unroll-[a-z0-9]+-[a-z0-9]+\"})");

  @Test
  void everyRuleAndPanel_hasDataUnderLoad(@TempDir Path folder) throws Exception {
    var program = Programs.find("PROMETHEUS", "prometheus");
    var models = Files.createDirectory(folder.resolve("models"));
    WatchLoad.placeModels(models);
    try (var one = serve(folder, models);
        var other = serve(folder, models)) {
      var ports = Map.of(PODS.get(0), one.opsPort(), PODS.get(1), other.opsPort());
      try (var prometheus = PrometheusProcess.start(program, folder, NAMESPACE, ports)) {
        var loads = List.of(WatchLoad.start(one.port(), 1), WatchLoad.start(other.port(), 0.5));
        try {
          assertEquals(expected(), empty(prometheus), prometheus::log);
          assertEquals(List.of(), complaints(prometheus));
        } finally {
          loads.forEach(WatchLoad::close);
        }
        draw(prometheus, folder);
      }
    }
  }

  private static ServerProcess serve(Path folder, Path models) throws IOException {
    return ServerProcess.serve(
        folder, models, "--max-backlog", "1s", "--stream-idle-timeout", "3s");
  }

  private static List<String> expected() throws IOException {
    return List.copyOf(WatchFiles.expectedEmpty().keySet());
  }

  /** Asks until no more is empty than may be, or it has taken too long. */
  private static List<String> empty(PrometheusProcess prometheus) throws IOException {
    long start = System.nanoTime();
    while (true) {
      var empty = new ArrayList<String>();
      for (var query : queries().entrySet()) {
        if (!hasData(prometheus.query(query.getValue()))) {
          empty.add(query.getKey());
        }
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      if (seconds >= SECONDS && (empty.equals(expected()) || seconds >= LIMIT.toSeconds())) {
        return empty;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** A number at least; 0 divided by 0 is none. */
  private static boolean hasData(JsonNode samples) {
    for (var sample : samples) {
      if (Double.isFinite(
          Double.parseDouble(sample.path("value").path(1).asText().replace("Inf", "Infinity")))) {
        return true;
      }
    }
    return false;
  }

  /** By their places. */
  private static Map<String, String> queries() throws IOException {
    var queries = new TreeMap<>(SCALING);
    for (var rule : WatchFiles.rules()) {
      queries.put(
          rule.file() + ": " + rule.name(),
          rule.isAlert() ? PromQl.askedWhether(rule.expression()) : rule.expression());
    }
    for (var dashboard : WatchFiles.dashboards()) {
      for (var query : WatchFiles.queries(dashboard)) {
        queries.put(
            query.place(),
            PromQl.filled(query.expression(), NAMESPACE, String.join("|", PODS), "15s"));
      }
    }
    return queries;
  }

  /** Rules that Prometheus has trouble with. */
  private static List<String> complaints(PrometheusProcess prometheus) throws IOException {
    var complaints = new ArrayList<String>();
    int rules = 0;
    for (var group : prometheus.groups()) {
      for (var rule : group.path("rules")) {
        rules++;
        if (!rule.path("health").asText().equals("ok")) {
          complaints.add(rule.path("name").asText() + ": " + rule.path("lastError").asText());
        }
      }
    }
    assertEquals(WatchFiles.rules().size(), rules);
    return complaints;
  }

  /** The load is over by then, which leaves the cores to the drawing. */
  private static void draw(PrometheusProcess prometheus, Path folder) throws Exception {
    var python = System.getenv("PYTHON_WITH_MATPLOTLIB");
    if (python == null) {
      System.out.println("No dashboard is drawn: PYTHON_WITH_MATPLOTLIB is not set");
    } else {
      var drawing =
          PythonProcess.run(
              python,
              folder,
              Duration.ofMinutes(5),
              "helm/test/watch/draw_dashboards.py",
              "--prometheus=" + prometheus.address(),
              "--models=" + DRAWN_MODELS,
              "--seconds-ago=" + END_SECONDS_AGO,
              "--minutes=" + Math.max(1, SECONDS / 60.0),
              "--out=target/dashboards");
      assertEquals(0, drawing.exitCode(), drawing.lastLine());
    }
  }
}
