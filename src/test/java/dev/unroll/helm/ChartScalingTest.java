package dev.unroll.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who says how many pods there are. */
class ChartScalingTest {
  private static final String KEDA =
      "{scaling: {mode: keda, keda: {prometheusAddress: 'http://prometheus:9090'}}}";

  static List<Path> valuesFiles() {
    return Chart.valuesFiles();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void replicas_ofEachValuesFile_haveExactlyOneMaster(Path values) {
    var chart = Chart.of(values);
    var scalers =
        Stream.of(chart.find("HorizontalPodAutoscaler"), chart.find("ScaledObject"))
            .filter(scaler -> !scaler.isMissingNode())
            .toList();
    boolean fixed = !chart.deployment().at("/spec/replicas").isMissingNode();
    assertEquals(1, scalers.size() + (fixed ? 1 : 0));
    for (var scaler : scalers) {
      var target = scaler.at("/spec/scaleTargetRef");
      assertEquals("Deployment", target.path("kind").asText());
      assertEquals(chart.deployment().at("/metadata/name"), target.path("name"));
    }
  }

  @Test
  void hpa_scalesOnTheBacklogAndOnCpu() {
    var metrics =
        Chart.of("{scaling: {mode: hpa, backlog: {target: 250m}, cpu: {targetPercent: 70}}}")
            .find("HorizontalPodAutoscaler")
            .at("/spec/metrics");
    assertEquals("unroll_backlog_seconds", metrics.at("/0/pods/metric/name").asText());
    assertEquals("250m", metrics.at("/0/pods/target/averageValue").asText());
    assertEquals("unroll", metrics.at("/1/containerResource/container").asText());
    assertEquals(70, metrics.at("/1/containerResource/target/averageUtilization").asInt());
  }

  @Test
  void hpa_withoutBacklog_scalesOnCpuAlone() {
    var metrics =
        Chart.of("{scaling: {mode: hpa, backlog: {enabled: false}}}")
            .find("HorizontalPodAutoscaler")
            .at("/spec/metrics");
    assertEquals(1, metrics.size());
    assertEquals("ContainerResource", metrics.at("/0/type").asText());
  }

  @Test
  void keda_asksForTheSumOverThePodsOfTheRelease() {
    var trigger = Chart.of(KEDA).find("ScaledObject").at("/spec/triggers/0");
    assertEquals("AverageValue", trigger.path("metricType").asText());
    assertEquals(
        "sum(unroll_backlog_seconds{namespace=\"shop\",pod=~\"test-unroll-[a-z0-9]+-[a-z0-9]+\"})",
        trigger.at("/metadata/query").asText());
    assertEquals("0.5", trigger.at("/metadata/threshold").asText());
    // Or no data would look like no work, and the pods would go.
    assertEquals("false", trigger.at("/metadata/ignoreNullValues").asText());
  }

  @Test
  void keda_queryOfOnesOwn_isTakenAsItIs() {
    var values = KEDA.replace("9090'", "9090', query: 'max(up) * 2'");
    var trigger = Chart.of(values).find("ScaledObject").at("/spec/triggers/0");
    assertEquals("max(up) * 2", trigger.at("/metadata/query").asText());
  }

  @Test
  void disruptionBudget_switchedOff_isNotThere() {
    assertFalse(budget("{}").isMissingNode());
    assertTrue(budget("{podDisruptionBudget: {enabled: false}}").isMissingNode());
  }

  private static JsonNode budget(String values) {
    return Chart.of(values).find("PodDisruptionBudget");
  }
}
