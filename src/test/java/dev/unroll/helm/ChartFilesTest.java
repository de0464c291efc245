package dev.unroll.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The plain files beside the templates. */
class ChartFilesTest {
  private static final String EVERYTHING =
      "metrics: {rules: {enabled: true}, dashboards: {enabled: true}}";

  private static final int MOST_BYTES_OF_A_CONFIG_MAP = 1 << 20;

  @Test
  void rules_ofEachFile_areAPrometheusRuleWordForWord() {
    var expected = new HashMap<String, JsonNode>();
    for (var file : Chart.files("files/rules", ".yaml")) {
      expected.put("test-unroll-" + stem(file), Chart.read(file));
    }
    var found = new HashMap<String, JsonNode>();
    for (var rule : Chart.of(EVERYTHING).all("PrometheusRule")) {
      found.put(rule.at("/metadata/name").asText(), rule.path("spec"));
    }
    assertEquals(expected, found);
  }

  @Test
  void alerts_withARunbook_linkToIt() {
    var runbook = "https://wiki.example/unroll";
    var chart = Chart.of("metrics: {rules: {enabled: true, runbook: '" + runbook + "'}}");
    var links = new ArrayList<String>();
    for (var rule : chart.all("PrometheusRule")) {
      rule.findValues("runbook_url").forEach(link -> links.add(link.asText()));
    }
    assertFalse(links.isEmpty());
    links.forEach(link -> assertTrue(link.startsWith(runbook + "#unroll"), link));
  }

  @Test
  void dashboards_ofEachFile_areAConfigMapWordForWord() throws IOException {
    var expected = new HashMap<String, String>();
    for (var file : Chart.files("files/dashboards", ".json")) {
      assertTrue(Files.size(file) < MOST_BYTES_OF_A_CONFIG_MAP, file::toString);
      expected.put("test-unroll-" + stem(file), Files.readString(file).strip());
    }
    var found = new HashMap<String, String>();
    for (var map : Chart.of(EVERYTHING).all("ConfigMap")) {
      var name = map.at("/metadata/name").asText();
      assertEquals("1", map.at("/metadata/labels/grafana_dashboard").asText(), name);
      assertEquals(1, map.path("data").size(), name);
      found.put(name, map.path("data").elements().next().asText().strip());
    }
    assertEquals(expected, found);
  }

  @Test
  void rulesAndDashboards_byDefault_areNotInstalled() {
    var chart = Chart.of("{}");
    assertTrue(chart.all("PrometheusRule").isEmpty() && chart.all("ConfigMap").isEmpty());
  }

  @Test
  void versions_ofTheChart_areTheProjects() throws IOException {
    var pom =
        Pattern.compile("<artifactId>unroll</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertTrue(pom.find());
    var chart = Chart.read(Chart.FOLDER.resolve("Chart.yaml"));
    assertEquals(
        Map.of("version", pom.group(1), "appVersion", pom.group(1)),
        Map.of(
            "version", chart.path("version").asText(),
            "appVersion", chart.path("appVersion").asText()));
  }

  @Test
  void readme_isMadeFromTheValues() throws Exception {
    Process check;
    try {
      check =
          new ProcessBuilder("python3", "helm/readme.py", "--check")
              .redirectErrorStream(true)
              .start();
    } catch (IOException noPython) {
      assumeTrue(false, "python3 is not installed: " + noPython.getMessage());
      return;
    }
    var said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, check.waitFor(), said);
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
  }
}
