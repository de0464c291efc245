package dev.unroll.helm;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong values are refused, in words that say which, and what is allowed. */
class ChartRefusalTest {
  private static String refusal(String values, String kubernetes) {
    return String.valueOf(
        assertThrows(IllegalStateException.class, () -> Chart.of(values, kubernetes)).getMessage());
  }

  private static void assertSays(String message, String words) {
    assertTrue(message.contains(words), () -> "'" + words + "' is not in: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          replicaCount: 3                          | additional properties 'replicaCount' not allowed
          image: {tga: v1}                         | '/image': additional properties 'tga' not allowed
          image: {repository: 'unroll:1.0'}        | '/image/repository': 'unroll:1.0' does not match
          image: {digest: 'sha256:12'}             | '/image/digest': 'sha256:12' does not match
          image: {pullPolicy: Sometimes}           | must be one of 'Always', 'IfNotPresent', 'Never'
          config: {max-row: 5}                     | '/config': additional properties 'max-row' not allowed
          config: {port: 9000}                     | '/config': additional properties 'port' not allowed
          config: {grace: 30}                      | '/config/grace': got number, want string
          config: {grace: 30 seconds}              | '/config/grace': '30 seconds' does not match
          config: {max-rows: 0}                    | '/config/max-rows': minimum: got 0, want 1
          config: {ops-host: '10.0.0.7 '}          | '/config/ops-host': '10.0.0.7 ' does not match
          config: {log-level: trace}               | must be one of 'debug', 'info', 'warning', 'error'
          config: {reflection: 'yes'}              | '/config/reflection': got string, want boolean
          models: {source: s3}                     | must be one of 'image', 'claim', 'imageVolume', 'initContainer'
          models: {path: models}                   | '/models/path': 'models' does not match
          scaling: {mode: auto}                    | must be one of 'fixed', 'hpa', 'keda'
          scaling: {replicas: two}                 | '/scaling/replicas': got string, want integer
          scaling: {backlog: {target: 0}}          | '/scaling/backlog/target': got number, want string
          scaling: {cpu: {targetPercent: 0}}       | '/scaling/cpu/targetPercent': minimum: got 0, want 1
          rollout: {maxSurge: 0}                   | '/rollout/maxSurge': minimum: got 0, want 1
          rollout: {maxUnavailable: 1}             | '/rollout': additional properties 'maxUnavailable' not allowed
          service: {port: 80000}                   | '/service/port': maximum: got 80,000, want 65,535
          service: {type: External}                | must be one of 'ClusterIP', 'NodePort', 'LoadBalancer'
          metrics: {rules: {runbook: ''}}          | '/metrics/rules/runbook': '' does not match
          service: {sessionAffinity: Cookie}       | must be one of 'None', 'ClientIP'
          resources: {limits: {memory: 2 GB}}      | '/resources/limits/memory': '2 GB' does not match
          resources: {limit: {memory: 2Gi}}        | '/resources': additional properties 'limit' not allowed
          probes: {liveness: {path: /livez}}       | '/probes/liveness': additional properties 'path' not allowed
          metrics: {monitor: {kind: true}}         | must be one of 'none', 'podMonitor', 'serviceMonitor'
          tls: {secretName: My_Secret}             | '/tls/secretName': 'My_Secret' does not match
          gpu: {resource: gpu}                     | '/gpu/resource': 'gpu' does not match
          extraEnv: {A: b}                         | '/extraEnv': got object, want array
          podLabels: {tier: 1}                     | '/podLabels/tier': got number, want string
          """)
  void value_wrongByItself_isRefusedBySchema(String values, String words) {
    var message = refusal(values, "1.34.0");
    assertSays(message, "values don't meet the specifications of the schema");
    assertSays(message, words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          models: {source: claim}                              | models.claim.name is empty
          models: {source: imageVolume}                        | models.imageVolume.reference is empty
          models: {source: initContainer}                      | models.initContainer.image is empty
          models: {subPath: prod}                              | models.subPath is prod, and models.source is image
          scaling: {mode: hpa, minReplicas: 9, maxReplicas: 3} | scaling.minReplicas is 9, more than scaling.maxReplicas, 3
          scaling: {mode: keda}                                | scaling.keda.prometheusAddress is empty
          {tls: {secretName: a, clientCertificates: true}}     | test.certificateSecret is empty
          {tls: {secretName: a}, config: {ops-host: 127.0.0.1}} | config.ops-host is 127.0.0.1, and tls.secretName is set
          {metrics: {monitor: {kind: podMonitor}}, config: {ops-host: localhost}} | config.ops-host is localhost, and metrics.monitor.kind is podMonitor
          {tls: {secretName: a}, config: {examples: true}}     | config.examples is true, and tls.secretName is set
          tls: {clientCertificates: true}                      | tls.secretName is empty
          {gpu: {enabled: true}, config: {device: cpu}}        | gpu.enabled is true, and config.device is cpu
          {scaling: {mode: hpa, backlog: {enabled: false}, cpu: {enabled: false}}} | with nothing to scale on
          {scaling: {mode: hpa}, resources: {requests: {cpu: null}}} | resources.requests.cpu is not set
          """)
  void values_wrongTogether_areRefused(String values, String words) {
    assertSays(refusal(values, "1.34.0"), words);
  }

  @Test
  void imageVolume_onAnOlderKubernetes_isRefused() {
    var values = "models: {source: imageVolume, imageVolume: {reference: 'r.example/m:7'}}";
    assertSays(refusal(values, "1.32.5"), "it needs Kubernetes 1.33, this is v1.32.5");
  }

  @Test
  void chart_onAKubernetesWithoutPreStopSleep_isRefused() {
    assertSays(refusal("{}", "1.29.9"), "chart requires kubeVersion: >=1.30.0-0");
  }
}
