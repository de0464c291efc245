package dev.unroll.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The chart as Helm itself renders it, for the release {@code test} in the namespace {@code shop}.
 *
 * @param objects all that would be installed, the pod of {@code helm test} included
 */
public record Chart(List<JsonNode> objects) {
  static final Path FOLDER = Path.of("helm/unroll");
  static final YAMLMapper YAML = new YAMLMapper();

  /** New enough for every value. */
  private static final String KUBERNETES = "1.34.0";

  private static final String TEST_POD =
      "{{ include (print .Template.BasePath \"/tests/call.yaml\") . | replace \"helm.sh/hook\" \"hook\" }}";

  /**
   * Renders it.
   *
   * @param values YAML
   * @throws IllegalStateException with Helm's words, where it refuses
   */
  public static Chart of(String values) {
    return of(values, KUBERNETES);
  }

  static Chart of(Path values) {
    return of(readText(values), KUBERNETES);
  }

  static Chart of(String values, String kubernetes) {
    var objects = new ArrayList<>(render(values, kubernetes));
    objects.addAll(
        render(withTestPodAlone(values), kubernetes).stream().filter(Chart::isPod).toList());
    return new Chart(List.copyOf(objects));
  }

  private static boolean isPod(JsonNode object) {
    return object.path("kind").asText().equals("Pod");
  }

  /** Helm as a library leaves hooks out of what it renders; so the hook is rendered as no hook. */
  private static String withTestPodAlone(String values) {
    try {
      var all = YAML.readTree(values) instanceof ObjectNode some ? some : YAML.createObjectNode();
      all.putArray("extraObjects").add(TEST_POD);
      return YAML.writeValueAsString(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> render(String values, String kubernetes) {
    try {
      var file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        return documents(
            new Helm(FOLDER)
                .template()
                .withName("test")
                .withNamespace("shop")
                .withKubeVersion(kubernetes)
                .withValuesFile(file)
                .call());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values that come with the chart, each a way to install it. */
  static List<Path> valuesFiles() {
    return files("ci", ".yaml");
  }

  /** By name; none where the folder is not there. */
  static List<Path> files(String folder, String suffix) {
    if (!Files.isDirectory(FOLDER.resolve(folder))) {
      return List.of();
    }
    try (var files = Files.list(FOLDER.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode read(Path file) {
    try {
      return YAML.readTree(readText(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> documents(String yaml) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      var objects = new ArrayList<JsonNode>();
      documents.forEachRemaining(document -> {
        if (!document.isNull() && !document.isMissingNode()) {
          objects.add(document);
        }
      });
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> all(String kind) {
    return objects.stream().filter(one -> one.path("kind").asText().equals(kind)).toList();
  }

  /** The only one of its kind, or a missing node. */
  JsonNode find(String kind) {
    var found = all(kind);
    if (found.size() > 1) {
      throw new IllegalStateException(found.size() + " of " + kind);
    }
    return found.isEmpty() ? MissingNode.getInstance() : found.get(0);
  }

  JsonNode named(String kind, String name) {
    return all(kind).stream()
        .filter(one -> one.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  JsonNode deployment() {
    return find("Deployment");
  }

  /** The pods' own specification. */
  JsonNode pod() {
    return deployment().at("/spec/template/spec");
  }

  JsonNode server() {
    return stream(pod().path("containers"))
        .filter(one -> one.path("name").asText().equals("unroll"))
        .findFirst()
        .orElseThrow();
  }

  JsonNode podLabels() {
    return deployment().at("/spec/template/metadata/labels");
  }

  /** The server's variables by name; empty where the value comes from elsewhere. */
  Map<String, String> variables() {
    var variables = new TreeMap<String, String>();
    for (var variable : server().path("env")) {
      variables.put(variable.path("name").asText(), variable.path("value").asText());
    }
    return variables;
  }

  /** What {@code helm test} gives to the image's entry point; empty where there is no test. */
  public List<String> testArguments() {
    return stream(find("Pod").at("/spec/containers/0/args")).map(JsonNode::asText).toList();
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
