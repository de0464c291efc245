package dev.unroll.helm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is rendered is what Kubernetes, Prometheus' operator and KEDA know, and nothing else. */
class ChartKindsTest {
  static List<Path> valuesFiles() {
    return Chart.valuesFiles();
  }

  @Test
  void lint_strict_findsNothing() {
    var result = new Helm(Chart.FOLDER).lint().strict().call();
    assertFalse(result.isFailed(), () -> String.join("\n", result.getMessages()));
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void objects_ofEachValuesFile_haveKnownFieldsOnly(Path values) {
    var objects = Chart.of(values).objects();
    assertTrue(objects.size() >= 5, () -> objects.size() + " objects");
    for (var object : objects) {
      assertDoesNotThrow(() -> KnownKinds.read(object), object::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void objects_withOneMoreField_areRefused(Path values) {
    for (var object : Chart.of(values).objects()) {
      for (var place : places(object)) {
        place.put("unheardOf", 1);
        assertThrows(
            IllegalArgumentException.class, () -> KnownKinds.read(object), object::toString);
        place.remove("unheardOf");
      }
    }
  }

  /** Objects whose fields have a meaning: the thing itself and whatever lies in a list. */
  private static List<ObjectNode> places(JsonNode object) {
    var places = new ArrayList<ObjectNode>(List.of((ObjectNode) object));
    if (object.get("spec") instanceof ObjectNode spec) {
      places.add(spec);
      collect(spec, places);
    }
    return places;
  }

  private static void collect(JsonNode node, List<ObjectNode> places) {
    for (var child : node) {
      if (node instanceof ArrayNode && child instanceof ObjectNode place) {
        places.add(place);
      }
      collect(child, places);
    }
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void objects_ofEachValuesFile_haveDistinctNamesAndTheReleasesNamespace(Path values) {
    var names = new HashSet<String>();
    for (var object : Chart.of(values).objects()) {
      var name = object.path("kind").asText() + " " + object.at("/metadata/name").asText();
      assertTrue(names.add(name), name);
      if (!object.at("/metadata/labels").isMissingNode()) {
        assertEquals("shop", object.at("/metadata/namespace").asText(), name);
      }
    }
  }

  @Test
  void names_ofALongRelease_fitIntoKubernetesBounds() {
    var chart = Chart.of("fullnameOverride: " + "a".repeat(39) + "-" + "b".repeat(20));
    for (var object : chart.objects()) {
      var name = object.at("/metadata/name").asText();
      assertTrue(name.matches("[a-z0-9-]{1,63}") && !name.endsWith("-"), name);
    }
  }
}
