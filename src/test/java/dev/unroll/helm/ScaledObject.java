package dev.unroll.helm;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As much of KEDA's ScaledObject as the chart uses, in KEDA's own names. */
record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
  static final String KIND = "keda.sh/v1alpha1 ScaledObject";

  record Spec(
      Target scaleTargetRef,
      int minReplicaCount,
      int maxReplicaCount,
      Fallback fallback,
      @Nullable Advanced advanced,
      List<Trigger> triggers) {}

  record Target(String apiVersion, String kind, String name) {}

  record Fallback(int failureThreshold, int replicas, String behavior) {}

  record Advanced(AutoscalerConfig horizontalPodAutoscalerConfig) {}

  record AutoscalerConfig(HorizontalPodAutoscalerBehavior behavior) {}

  record Trigger(
      String type,
      String metricType,
      Map<String, String> metadata,
      @Nullable Authentication authenticationRef) {}

  record Authentication(String name, @Nullable String kind) {}
}
