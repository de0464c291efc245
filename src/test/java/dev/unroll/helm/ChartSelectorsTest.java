package dev.unroll.helm;

import static dev.unroll.helm.Chart.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever selects pods selects the server's, all of them and no others. */
class ChartSelectorsTest {
  private static final List<String> SELECTING =
      List.of("Deployment", "PodDisruptionBudget", "PodMonitor");

  static List<Path> valuesFiles() {
    return Chart.valuesFiles();
  }

  private static boolean matches(JsonNode selector, JsonNode labels) {
    return !selector.isEmpty()
        && selector.properties().stream()
            .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void selectors_ofEveryObject_matchThePods(Path values) {
    var chart = Chart.of(values);
    for (var object : chart.objects()) {
      var kind = object.path("kind").asText();
      var selector =
          switch (kind) {
            case "Service" -> object.at("/spec/selector");
            case "NetworkPolicy" -> object.at("/spec/podSelector/matchLabels");
            default -> object.at("/spec/selector/matchLabels");
          };
      if (SELECTING.contains(kind) || List.of("Service", "NetworkPolicy").contains(kind)) {
        assertTrue(matches(selector, chart.podLabels()), object::toString);
        assertFalse(matches(selector, chart.find("Pod").at("/metadata/labels")), kind);
      }
    }
    for (var spread : chart.pod().path("topologySpreadConstraints")) {
      assertTrue(matches(spread.at("/labelSelector/matchLabels"), chart.podLabels()));
    }
  }

  @Test
  void serviceMonitor_selectsOneServiceByAPortThatItHas() {
    var chart = Chart.of("metrics: {monitor: {kind: serviceMonitor}}");
    var monitor = chart.find("ServiceMonitor");
    var selected =
        chart.all("Service").stream()
            .filter(service ->
                matches(monitor.at("/spec/selector/matchLabels"), service.at("/metadata/labels")))
            .toList();
    assertEquals(1, selected.size());
    assertEquals("test-unroll-headless", selected.get(0).at("/metadata/name").asText());
    assertTrue(hasPort(selected.get(0).at("/spec/ports"), monitor.at("/spec/endpoints/0/port")));
  }

  @Test
  void podMonitor_namesAPortOfThePods() {
    var chart = Chart.of("metrics: {monitor: {kind: podMonitor}}");
    var port = chart.find("PodMonitor").at("/spec/podMetricsEndpoints/0/port");
    assertTrue(hasPort(chart.server().path("ports"), port));
    assertTrue(chart.find("ServiceMonitor").isMissingNode());
  }

  private static boolean hasPort(JsonNode ports, JsonNode name) {
    return stream(ports).anyMatch(port -> port.path("name").equals(name));
  }

  @Test
  void services_targetPorts_areThoseOfThePods() {
    var chart = Chart.of("{}");
    for (var service : chart.all("Service")) {
      for (var port : service.at("/spec/ports")) {
        assertTrue(hasPort(chart.server().path("ports"), port.path("targetPort")), port::toString);
      }
    }
    assertEquals(2, chart.all("Service").size());
    assertEquals(
        "None", chart.named("Service", "test-unroll-headless").at("/spec/clusterIP").asText());
  }

  @Test
  void service_withAnAffinity_aloneKeepsClientsOnTheirPod() {
    var chart = Chart.of("service: {sessionAffinity: ClientIP}");
    var affinity = "/spec/sessionAffinity";
    assertEquals("ClientIP", chart.named("Service", "test-unroll").at(affinity).asText());
    assertTrue(chart.named("Service", "test-unroll-headless").at(affinity).isMissingNode());
    assertEquals("None", Chart.of("{}").named("Service", "test-unroll").at(affinity).asText());
  }

  @Test
  void labels_ofAnotherChartVersion_leaveThePodsAlone() {
    assertTrue(Chart.of("{}").podLabels().path("helm.sh/chart").isMissingNode());
  }

  @Test
  void networkPolicy_byDefault_letsCallsAndScrapesInAndNothingOut() {
    var policy = Chart.of("networkPolicy: {enabled: true}").find("NetworkPolicy").path("spec");
    assertEquals(List.of("Ingress", "Egress"), texts(policy.path("policyTypes")));
    assertEquals(List.of("grpc", "ops"), texts(policy.at("/ingress"), "/ports/0/port"));
    assertTrue(policy.path("egress").isEmpty() && policy.path("egress").isArray());
  }

  @Test
  void networkPolicy_withClients_letsTheTestInToo() {
    var chart =
        Chart.of(
            """
            networkPolicy:
              enabled: true
              clients: [{podSelector: {matchLabels: {app: shop}}}]
            """);
    var peers = chart.find("NetworkPolicy").at("/spec/ingress/0/from");
    assertEquals(2, peers.size());
    assertTrue(
        matches(peers.at("/1/podSelector/matchLabels"), chart.find("Pod").at("/metadata/labels")));
  }

  private static List<String> texts(JsonNode array) {
    return stream(array).map(JsonNode::asText).toList();
  }

  private static List<String> texts(JsonNode array, String pointer) {
    return stream(array).map(one -> one.at(pointer).asText()).toList();
  }
}
