package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.metrics.WatchFiles.Dashboard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every panel of the chart's dashboards has, and that it asks for what there is. */
class DashboardsTest {
  private static final int COLUMNS = 24;

  /** Of Prometheus itself; its namespace is that of what the alert is about. */
  private static final String ALERTS = "ALERTS";

  static List<Dashboard> dashboards() throws IOException {
    return WatchFiles.dashboards();
  }

  @Test
  void dashboards_areThree_eachWithItsOwnName() throws IOException {
    var names = new HashSet<String>();
    for (var dashboard : dashboards()) {
      names.add(dashboard.json().path("uid").asText());
      names.add(dashboard.json().path("title").asText());
    }
    assertEquals(3, dashboards().size());
    assertEquals(6, names.size(), names::toString);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panel_hasTitleDescriptionUnitAndThresholds(Dashboard dashboard) {
    var titles = new HashSet<String>();
    for (var panel : dashboard.panels()) {
      var title = panel.path("title").asText();
      assertTrue(titles.add(title), () -> "twice: " + title);
      assertTrue(panel.path("description").asText().endsWith("."), () -> title + ": description");
      var defaults = panel.path("fieldConfig").path("defaults");
      assertFalse(defaults.path("unit").asText().isEmpty(), () -> title + ": unit");
      var steps = defaults.path("thresholds").path("steps");
      assertTrue(steps.path(0).path("value").isNull(), () -> title + ": thresholds");
      for (int step = 1; step < steps.size(); step++) {
        assertTrue(
            steps.path(step).path("value").asDouble()
                > steps.path(step - 1).path("value").asDouble(Double.NEGATIVE_INFINITY),
            () -> title + ": thresholds do not rise");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panels_doNotOverlap_andFitTheGrid(Dashboard dashboard) {
    var taken = new HashSet<List<Integer>>();
    var ids = new HashSet<Integer>();
    for (var panel : dashboard.json().path("panels")) {
      var title = panel.path("title").asText();
      assertTrue(ids.add(panel.path("id").asInt()), () -> title + ": id");
      var place = panel.path("gridPos");
      int left = place.path("x").asInt(-1);
      int top = place.path("y").asInt(-1);
      int right = left + place.path("w").asInt();
      assertTrue(left >= 0 && top >= 0 && right <= COLUMNS, () -> title + ": " + place);
      for (int x = left; x < right; x++) {
        for (int y = top; y < top + place.path("h").asInt(); y++) {
          assertTrue(taken.add(List.of(x, y)), () -> title + " lies on another panel");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void variables_areDataSourceNamespaceAndPod_andModelWhereItIsUsed(Dashboard dashboard) {
    var names = new ArrayList<String>();
    dashboard
        .json()
        .path("templating")
        .path("list")
        .forEach(variable -> names.add(variable.path("name").asText()));
    var isUsed = dashboard.json().path("panels").toString().contains("$model");
    assertEquals(
        isUsed
            ? List.of("datasource", "namespace", "pod", "model")
            : List.of("datasource", "namespace", "pod"),
        names);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dataSource_isTheVariable(Dashboard dashboard) {
    for (var source : dashboard.json().findValues("datasource")) {
      assertEquals("${datasource}", source.path("uid").asText());
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void expression_asksForMetricsAndLabelsThatThereAre(Dashboard dashboard) throws Exception {
    var known = KnownMetrics.all();
    var complaints = new ArrayList<String>();
    for (var query : WatchFiles.queries(dashboard)) {
      if (!query.expression().contains(ALERTS)) {
        known.complaints(query.expression()).forEach(word -> complaints.add(query.place() + word));
      }
    }
    assertEquals(List.of(), complaints);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void expression_isOfTheChosenNamespacesPodsAndModels(Dashboard dashboard) throws IOException {
    var complaints = new ArrayList<String>();
    for (var query : WatchFiles.queries(dashboard)) {
      for (var selector : PromQl.selectors(query.expression())) {
        var chosen = selector.matchers();
        if (!chosen.contains("namespace=~\"$namespace")
            || !(chosen.contains("pod=~\"$pod\"") || selector.metric().equals(ALERTS))) {
          complaints.add(query.place() + ": " + selector.metric() + " of all pods");
        }
      }
    }
    assertEquals(List.of(), complaints);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void curves_showTheirThresholds_whereTheyHaveAny(Dashboard dashboard) {
    for (var panel : dashboard.panels()) {
      if (panel.path("type").asText().equals("timeseries")) {
        var defaults = panel.path("fieldConfig").path("defaults");
        boolean hasAny = defaults.path("thresholds").path("steps").size() > 1;
        var style = defaults.path("custom").path("thresholdsStyle").path("mode").asText();
        assertEquals(hasAny ? "dashed" : "off", style, () -> panel.path("title").asText());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void kinds_areThoseThatCanBeDrawn(Dashboard dashboard) {
    var kinds = new HashSet<String>();
    dashboard.panels().forEach(panel -> kinds.add(panel.path("type").asText()));
    assertTrue(
        Set.of("stat", "timeseries", "heatmap", "table").containsAll(kinds), kinds::toString);
  }

  /** A panel that names an alert means one that there is. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void descriptions_nameAlertsThatThereAre(Dashboard dashboard) throws IOException {
    var alerts =
        WatchFiles.rules().stream()
            .filter(WatchFiles.Rule::isAlert)
            .map(WatchFiles.Rule::name)
            .toList();
    for (JsonNode panel : dashboard.panels()) {
      for (var word : panel.path("description").asText().split("[^A-Za-z]+", -1)) {
        if (word.matches("Unroll[A-Z].*")) {
          assertTrue(alerts.contains(word), () -> panel.path("title").asText() + ": " + word);
        }
      }
    }
  }
}
