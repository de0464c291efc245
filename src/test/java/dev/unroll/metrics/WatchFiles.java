package dev.unroll.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The chart's rules for Prometheus and dashboards for Grafana, read from their plain files. */
public final class WatchFiles {
  public static final Path RULES = Path.of("helm/unroll/files/rules");
  public static final Path DASHBOARDS = Path.of("helm/unroll/files/dashboards");
  private static final Path EXPECTED_EMPTY = Path.of("helm/test/watch/expected-empty.yaml");

  private WatchFiles() {}

  /**
   * A rule.
   *
   * @param name of the series that it records, or of the alert
   * @param json all of it
   */
  public record Rule(String file, String name, boolean isAlert, String expression, JsonNode json) {}

  /** A dashboard. */
  public record Dashboard(String file, JsonNode json) {
    /** Those that show something: rows are left out. */
    List<JsonNode> panels() {
      var panels = new ArrayList<JsonNode>();
      json.path("panels")
          .forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
              panels.add(panel);
            }
          });
      return panels;
    }
  }

  /**
   * What a dashboard or a rule asks of Prometheus.
   *
   * @param place where it stands, in words
   */
  public record Query(String place, String expression) {}

  public static List<Rule> rules() throws IOException {
    var rules = new ArrayList<Rule>();
    for (var file : files(RULES)) {
      for (var group : new YAMLMapper().readTree(file.toFile()).path("groups")) {
        for (var rule : group.path("rules")) {
          boolean isAlert = rule.has("alert");
          rules.add(
              new Rule(
                  file.getFileName().toString(),
                  rule.path(isAlert ? "alert" : "record").asText(),
                  isAlert,
                  rule.path("expr").asText(),
                  rule));
        }
      }
    }
    return rules;
  }

  public static List<Dashboard> dashboards() throws IOException {
    var dashboards = new ArrayList<Dashboard>();
    for (var file : files(DASHBOARDS)) {
      dashboards.add(
          new Dashboard(file.getFileName().toString(), new ObjectMapper().readTree(file.toFile())));
    }
    return dashboards;
  }

  /** Every question of every panel. */
  public static List<Query> queries(Dashboard dashboard) {
    var queries = new ArrayList<Query>();
    for (var panel : dashboard.panels()) {
      for (var target : panel.path("targets")) {
        var place = dashboard.file() + ": " + panel.path("title").asText();
        var number = target.path("refId").asText();
        queries.add(new Query(place + " " + number, target.path("expr").asText()));
      }
    }
    return queries;
  }

  /** Places that a test may find without data, with the reason. */
  public static Map<String, String> expectedEmpty() throws IOException {
    var places = new TreeMap<String, String>();
    new YAMLMapper()
        .readTree(EXPECTED_EMPTY.toFile())
        .properties()
        .forEach(entry -> places.put(entry.getKey(), entry.getValue().asText()));
    return places;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
