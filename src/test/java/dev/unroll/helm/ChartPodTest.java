package dev.unroll.helm;

import static dev.unroll.helm.Chart.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What matters of the pods. */
class ChartPodTest {
  static List<Path> valuesFiles() {
    return Chart.valuesFiles();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void pods_ofEachValuesFile_areRestricted(Path values) {
    var chart = Chart.of(values);
    var pods = Stream.of(chart.pod(), chart.find("Pod").path("spec"));
    pods.filter(pod -> !pod.isMissingNode())
        .forEach(pod -> {
          assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
          assertEquals("RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
          assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
          assertFalse(pod.path("enableServiceLinks").asBoolean(true));
          Stream.concat(stream(pod.path("initContainers")), stream(pod.path("containers")))
              .filter(ChartPodTest::isOurs)
              .forEach(ChartPodTest::assertRestricted);
        });
  }

  /** The others come from extraContainers and extraInitContainers, as they stand there. */
  private static boolean isOurs(JsonNode container) {
    return Set.of("unroll", "models", "call").contains(container.path("name").asText());
  }

  private static void assertRestricted(JsonNode container) {
    var security = container.path("securityContext");
    assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true));
    assertTrue(security.path("readOnlyRootFilesystem").asBoolean());
    assertEquals("ALL", security.at("/capabilities/drop/0").asText());
    assertTrue(security.at("/capabilities/add").isMissingNode());
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void update_ofEachValuesFile_neverDropsBelowCapacity(Path values) {
    var strategy = Chart.of(values).deployment().at("/spec/strategy");
    assertEquals("RollingUpdate", strategy.path("type").asText());
    assertEquals("0", strategy.at("/rollingUpdate/maxUnavailable").asText());
    assertFalse(strategy.at("/rollingUpdate/maxSurge").asText().matches("0%?"));
  }

  @Test
  void probes_byDefault_areKubernetesOwnOfTheHealthServices() {
    var server = Chart.of("{}").server();
    assertEquals("unroll/live", server.at("/startupProbe/grpc/service").asText());
    assertEquals("unroll/live", server.at("/livenessProbe/grpc/service").asText());
    assertEquals("", server.at("/readinessProbe/grpc/service").asText("missing"));
    for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertEquals(8001, server.path(probe).at("/grpc/port").asInt());
    }
  }

  @Test
  void probes_withTls_goToTheOpsPort() {
    var server = Chart.of("tls: {secretName: certificate}").server();
    assertEquals("/livez", server.at("/startupProbe/httpGet/path").asText());
    assertEquals("/livez", server.at("/livenessProbe/httpGet/path").asText());
    assertEquals("/readyz", server.at("/readinessProbe/httpGet/path").asText());
    assertEquals("ops", server.at("/readinessProbe/httpGet/port").asText());
    assertTrue(server.at("/readinessProbe/grpc").isMissingNode());
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, 5, 16",
    "30s, 5, 45",
    "30s, 0, 40",
    "2m, 10, 140",
    "1h, 5, 3615",
    "0s, 1, 11"
  })
  void terminationGrace_isPreStopAndDrainAndAMargin(String grace, int preStop, long seconds) {
    var chart =
        Chart.of("{config: {grace: %s}, rollout: {preStopSeconds: %d}}".formatted(grace, preStop));
    assertEquals(seconds, chart.pod().path("terminationGracePeriodSeconds").asLong());
    assertEquals(grace, chart.variables().get("UNROLL_GRACE"));
    assertEquals(preStop, chart.server().at("/lifecycle/preStop/sleep/seconds").asInt());
  }

  @Test
  void terminationGrace_withoutGrace_followsTheServersDefault() {
    var chart = Chart.of("config: {grace: null}");
    assertEquals(45, chart.pod().path("terminationGracePeriodSeconds").asLong());
  }

  @Test
  void gpu_enabled_changesImageDeviceResourcesAndNode() {
    var chart = Chart.of("gpu: {enabled: true, runtimeClassName: nvidia, nodeSelector: {gpu: l4}}");
    var server = chart.server();
    assertEquals("unroll-cuda:" + version(), server.path("image").asText());
    assertEquals("cuda", chart.variables().get("UNROLL_DEVICE"));
    assertFalse(chart.variables().containsKey("UNROLL_LANES"));
    assertEquals(1, server.at("/resources/limits/nvidia.com~1gpu").asInt());
    assertEquals("2Gi", server.at("/resources/limits/memory").asText());
    assertEquals("nvidia", chart.pod().path("runtimeClassName").asText());
    assertEquals("l4", chart.pod().at("/nodeSelector/gpu").asText());
    assertEquals("nvidia.com/gpu", chart.pod().at("/tolerations/0/key").asText());
  }

  @Test
  void gpu_off_asksForNone() {
    var chart = Chart.of("{}");
    assertEquals("unroll:" + version(), chart.server().path("image").asText());
    assertFalse(chart.pod().toString().contains("nvidia"));
  }

  private static String version() {
    return Chart.read(Chart.FOLDER.resolve("Chart.yaml")).path("appVersion").asText();
  }

  @Test
  void lanes_byDefault_followTheCpuThatIsAskedFor() {
    var lanes =
        stream(Chart.of("{}").server().path("env"))
            .filter(variable -> variable.path("name").asText().equals("UNROLL_LANES"))
            .findFirst()
            .orElseThrow();
    assertEquals("requests.cpu", lanes.at("/valueFrom/resourceFieldRef/resource").asText());
  }

  @Test
  void arenas_followTheCpuThatIsAskedFor_unlessOneOfOnesOwnIsGiven() {
    var arenas = arenas("{}");
    assertEquals(1, arenas.size());
    assertEquals("requests.cpu", arenas.get(0).at("/valueFrom/resourceFieldRef/resource").asText());
    var own = arenas("extraEnv: [{name: OTHER, value: a}, {name: MALLOC_ARENA_MAX, value: '2'}]");
    assertEquals(1, own.size());
    assertEquals("2", own.get(0).path("value").asText());
    assertEquals(1, arenas("extraEnv: [{name: OTHER, value: a}]").size());
  }

  private static List<JsonNode> arenas(String values) {
    return stream(Chart.of(values).server().path("env"))
        .filter(variable -> variable.path("name").asText().equals("MALLOC_ARENA_MAX"))
        .toList();
  }

  @Test
  void image_withDigest_hasNoTag() {
    var digest = "sha256:" + "0".repeat(64);
    var chart =
        Chart.of(
            "image: {repository: 'r.example:5000/a/unroll', tag: t, digest: '%s'}"
                .formatted(digest));
    assertEquals("r.example:5000/a/unroll@" + digest, chart.server().path("image").asText());
    assertEquals(chart.server().path("image"), chart.find("Pod").at("/spec/containers/0/image"));
  }

  @Test
  void helmTest_withTls_trustsTheSecretsAuthorityAndShowsItsOwnCertificate() {
    var chart =
        Chart.of(
            """
            tls: {secretName: certificate, clientCertificates: true}
            test: {certificateSecret: client}
            """);
    assertEquals(
        List.of(
            "--ca=/etc/unroll/tls/ca.crt",
            "--certificate=/etc/unroll/client/tls.crt",
            "--key=/etc/unroll/client/tls.key"),
        chart.testArguments().subList(3, 6));
    assertEquals(3, chart.find("Pod").at("/spec/volumes").size());
    assertEquals(
        "--tls", Chart.of("{tls: {secretName: a}, test: {authority: ''}}").testArguments().get(3));
  }

  @Test
  void helmTest_callsTheBundledModelThroughTheService() {
    assertEquals(
        List.of("call", "sentiment-ko", "--to=test-unroll.shop.svc:8001"),
        Chart.of("{}").testArguments());
    assertEquals(
        List.of("models", "--to=test-unroll.shop.svc:9000"),
        Chart.of("{test: {model: ''}, service: {port: 9000}}").testArguments());
  }
}
