package dev.unroll.helm;

import static dev.unroll.helm.Chart.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;

/** Where the models come from, and where the server looks for them. */
class ChartModelsTest {
  private static JsonNode named(JsonNode array, String name) {
    return stream(array)
        .filter(one -> one.path("name").asText().equals(name))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  private static JsonNode volume(Chart chart) {
    return named(chart.pod().path("volumes"), "models");
  }

  private static JsonNode mount(Chart chart) {
    return named(chart.server().path("volumeMounts"), "models");
  }

  @Test
  void models_fromTheImage_areNotMounted() {
    var chart = Chart.of("{}");
    assertTrue(volume(chart).isMissingNode() && mount(chart).isMissingNode());
    assertEquals("/models", chart.variables().get("UNROLL_MODELS"));
  }

  @Test
  void models_fromAClaim_areMountedForReadingWhereTheServerLooks() {
    var chart =
        Chart.of("models: {source: claim, path: /srv/m, subPath: prod, claim: {name: shelf}}");
    assertEquals("shelf", volume(chart).at("/persistentVolumeClaim/claimName").asText());
    assertTrue(volume(chart).at("/persistentVolumeClaim/readOnly").asBoolean());
    assertEquals("/srv/m", mount(chart).path("mountPath").asText());
    assertEquals("prod", mount(chart).path("subPath").asText());
    assertTrue(mount(chart).path("readOnly").asBoolean());
    assertEquals("/srv/m", chart.variables().get("UNROLL_MODELS"));
  }

  @Test
  void models_fromAnImageVolume_areMounted() {
    var chart =
        Chart.of("models: {source: imageVolume, imageVolume: {reference: 'r.example/m:7'}}");
    assertEquals("r.example/m:7", volume(chart).at("/image/reference").asText());
    assertEquals("IfNotPresent", volume(chart).at("/image/pullPolicy").asText());
    assertTrue(mount(chart).path("readOnly").asBoolean());
  }

  @Test
  void models_fromAnInitContainer_areWrittenThereAndReadHere() {
    var chart =
        Chart.of(
            """
            models:
              source: initContainer
              initContainer: {image: 'r.example/oras:1', command: [oras, pull], sizeLimit: 3Gi}
            networkPolicy: {enabled: true}
            """);
    var init = named(chart.pod().path("initContainers"), "models");
    assertEquals("oras", init.at("/command/0").asText());
    assertEquals("/models", named(init.path("volumeMounts"), "models").path("mountPath").asText());
    assertTrue(named(init.path("volumeMounts"), "models").path("readOnly").isMissingNode());
    assertEquals("3Gi", volume(chart).at("/emptyDir/sizeLimit").asText());
    assertTrue(mount(chart).path("readOnly").asBoolean());
    // It has to reach something.
    assertEquals(1, chart.find("NetworkPolicy").at("/spec/egress").size());
  }
}
