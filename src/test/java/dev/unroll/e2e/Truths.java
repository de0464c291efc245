package dev.unroll.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.v1.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;

/** What PyTorch answered, outside the server, when a bundled model was exported. */
final class Truths {
  private static final Path FOLDER = Path.of("src/test/resources/truths");

  private Truths() {}

  static List<JsonNode> of(String model) throws IOException {
    var file = new ObjectMapper().readTree(FOLDER.resolve(model + ".json").toFile());
    return elements(file.get("examples"));
  }

  static List<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).toList();
  }

  static List<String> texts(JsonNode list) {
    return elements(list).stream().map(JsonNode::asText).toList();
  }

  static List<Long> longs(JsonNode list) {
    return elements(list).stream().map(JsonNode::asLong).toList();
  }

  /** Of any depth, one after the other. */
  static float[] floats(JsonNode numbers) {
    var flat = new ArrayList<Float>();
    addFloats(numbers, flat);
    return toArray(flat);
  }

  private static void addFloats(JsonNode numbers, List<Float> flat) {
    for (var number : numbers) {
      if (number.isArray()) {
        addFloats(number, flat);
      } else {
        flat.add((float) number.asDouble());
      }
    }
  }

  static float[] toArray(List<Float> numbers) {
    var floats = new float[numbers.size()];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = numbers.get(index);
    }
    return floats;
  }

  static Input text(JsonNode example, String field) {
    return Requests.text(example.get(field).asText());
  }

  static Input ids(JsonNode example) {
    return Requests.ids(
        longs(example.get("token_ids")).stream().mapToLong(Long::longValue).toArray());
  }

  static Input image(JsonNode example) {
    return Requests.image(Base64.getDecoder().decode(example.get("image_png_base64").asText()));
  }
}
