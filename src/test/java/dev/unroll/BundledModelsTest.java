package dev.unroll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.OneToManyResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The models that come with the server answer what PyTorch answered when they were exported. */
class BundledModelsTest {
  private static final int CLIENTS = 16;
  private static final float TOLERANCE = 1e-4f;

  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerHarness.start(ModelFolders.bundled());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void sentiment_equalsPyTorch() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (var example : truths("sentiment-ko")) {
      for (var input : List.of(text(example), ids(example))) {
        calls.add(() -> {
          var answer = sentiment(input);
          assertEquals(example.get("label").asText(), answer.getLabels(0).getLabel());
          assertClose(floats(example.get("logits")), answer.getOutputsList());
          assertEquals(example.get("token_ids").size(), answer.getTiming().getSteps());
        });
      }
    }
    Clients.run(CLIENTS, calls);
  }

  private static ManyToOneResponse sentiment(Input input) {
    return server
        .calls()
        .manyToOne(Requests.manyToOne("sentiment-ko", input).toBuilder().setRaw(true).build());
  }

  @Test
  void tags_equalPyTorch() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (var example : truths("pos-ko")) {
      calls.add(() -> assertTagged(example));
    }
    Clients.run(CLIENTS, calls);
  }

  private static void assertTagged(JsonNode example) {
    var request = Requests.manyToMany("pos-ko", text(example)).toBuilder().setRaw(true).build();
    var answer = server.calls().manyToMany(request);
    assertClose(floats(example.get("logits")), answer.getOutputsList());
    var words = new ArrayList<String>();
    for (var word : example.get("words")) {
      words.add(
          word.get("text").asText()
              + " "
              + word.get("start")
              + "-"
              + word.get("end")
              + " "
              + word.get("tag").asText());
    }
    var tags = new ArrayList<String>();
    for (var tag : answer.getTagsList()) {
      tags.add(tag.getText() + " " + tag.getStart() + "-" + tag.getEnd() + " " + tag.getTag());
    }
    assertEquals(words, tags);
    var byIds = request.toBuilder().setInput(ids(example)).build();
    assertClose(floats(example.get("logits")), server.calls().manyToMany(byIds).getOutputsList());
  }

  @Test
  void captions_equalPyTorch() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (var model : List.of("caption-en", "caption-ko")) {
      for (var example : truths(model)) {
        calls.add(() -> assertCaptioned(model, example));
      }
    }
    Clients.run(CLIENTS, calls);
  }

  private static void assertCaptioned(String model, JsonNode example) {
    var image = Base64.getDecoder().decode(example.get("image_png_base64").asText());
    var answers = server.ask(Requests.oneToMany(model, Requests.image(image)));
    var end = answers.get(answers.size() - 1).getEnd();
    assertEquals(example.get("text").asText(), end.getText());
    var expected = floats(example.get("log_probabilities"));
    var pieces = answers.stream().filter(OneToManyResponse::hasPiece).toList();
    for (int step = 0; step < expected.length; step++) {
      var piece = pieces.get(step).getPiece();
      assertEquals(example.get("token_ids").get(step).asLong(), piece.getTokenId());
      assertEquals(expected[step], piece.getLogProbability(), TOLERANCE);
    }
    assertEquals(expected.length, end.getTokenIdsCount());
  }

  private static JsonNode truths(String model) throws Exception {
    var file = Path.of("src/test/resources/truths", model + ".json").toFile();
    return new ObjectMapper().readTree(file).get("examples");
  }

  private static Input text(JsonNode example) {
    return Requests.text(example.get("text").asText());
  }

  private static Input ids(JsonNode example) {
    var ids = example.get("token_ids");
    var longs = new long[ids.size()];
    for (int step = 0; step < longs.length; step++) {
      longs[step] = ids.get(step).asLong();
    }
    return Requests.ids(longs);
  }

  /** Of one or two dimensions. */
  private static float[] floats(JsonNode numbers) {
    var flat = new ArrayList<Float>();
    for (var number : numbers) {
      if (number.isArray()) {
        number.forEach(inner -> flat.add((float) inner.asDouble()));
      } else {
        flat.add((float) number.asDouble());
      }
    }
    return toArray(flat);
  }

  private static float[] toArray(List<Float> numbers) {
    var floats = new float[numbers.size()];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = numbers.get(index);
    }
    return floats;
  }

  private static void assertClose(float[] expected, List<NamedVectors> outputs) {
    assertArrayEquals(expected, toArray(outputs.get(0).getVectors().getValuesList()), TOLERANCE);
  }
}
