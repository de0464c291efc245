package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.End;
import dev.unroll.v1.Input;
import dev.unroll.v1.Label;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Piece;
import dev.unroll.v1.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The models that come with the server answer what PyTorch answered when they were exported. */
class BundledModelsTest {
  private static final int CLIENTS = 16;
  private static final int RECORDED_AT_LEAST = 20;
  private static final float TOLERANCE = 1e-4f;
  private static final long MODEL_BYTES = 5_000_000;
  private static final long ALL_BYTES = 32_000_000;

  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerHarness.start(Folders.bundled());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  static List<String> models() throws IOException {
    return Folders.modelsIn(Folders.bundled());
  }

  @ParameterizedTest
  @MethodSource("models")
  void model_asked_equalsPyTorch(String model) throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (var example : Truths.of(model)) {
      calls.add(() -> assertAnswered(model, example));
    }
    assertTrue(calls.size() >= RECORDED_AT_LEAST, () -> model + " has only " + calls.size());
    Clients.run(CLIENTS, calls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ner-ko", "pos-ko", "pos-en"})
  void text_decomposed_isTaggedAsComposed(String model) throws Exception {
    for (var example : Truths.of(model)) {
      var composed = manyToMany(model, Requests.text(example.get("text").asText()));
      var text = decomposed(example.get("text").asText());
      var answer = manyToMany(model, Requests.text(text));
      assertEquals(
          composed.getTagsList().stream()
              .map(tag -> decomposed(tag.getText()) + tag.getTag())
              .toList(),
          answer.getTagsList().stream().map(tag -> tag.getText() + tag.getTag()).toList());
      for (var tag : answer.getTagsList()) {
        int start = text.offsetByCodePoints(0, tag.getStart());
        int end = text.offsetByCodePoints(0, tag.getEnd());
        assertEquals(tag.getText(), text.substring(start, end));
      }
      assertEquals(
          composed.getEntitiesList().stream().map(entity -> decomposed(entity.getText())).toList(),
          answer.getEntitiesList().stream().map(entity -> entity.getText()).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void model_hasNothingToWarnOf(String name) {
    assertEquals(List.of(), server.describe(name).getWarningsList());
  }

  @Test
  void blank_inDecomposedText_isFilledAsInComposed() {
    var text = "운동을 열심히 하는 것은 [ ]을 늘리는데 효과적이다";
    var among = List.of("근육", "지방", "스트레스");
    var composed = fill(text, among);
    var answer = fill(decomposed(text), among.stream().map(BundledModelsTest::decomposed).toList());
    assertEquals(composed.getLabelsList(), answer.getLabelsList());
    assertEquals(decomposed(composed.getFilled()), decomposed(answer.getFilled()));
  }

  private static ManyToOneResponse fill(String text, List<String> among) {
    return server
        .calls()
        .manyToOne(
            Requests.manyToOne("blank-ko", Requests.text(text)).toBuilder()
                .addAllAmong(among)
                .build());
  }

  private static String decomposed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD);
  }

  @ParameterizedTest
  @MethodSource("models")
  void model_isServedWithAnExampleAndACard(String name) throws Exception {
    var model = server.describe(name);
    assertEquals(State.STATE_READY, model.getState(), model::getReason);
    assertTrue(model.hasExample());
    var card = Files.readString(Folders.bundled().resolve(name).resolve("MODEL_CARD.md"));
    assertTrue(card.contains("licence"));
    var parameters = String.format(Locale.ROOT, "%,d parameters", model.getParameters());
    assertTrue(card.contains(parameters), parameters);
  }

  @Test
  void models_staySmall() throws Exception {
    long all = 0;
    for (var model : models()) {
      long bytes = graphBytes(Folders.bundled().resolve(model));
      assertTrue(bytes <= MODEL_BYTES, () -> model + " has " + bytes);
      all += bytes;
    }
    assertTrue(all <= ALL_BYTES, "together " + all);
  }

  private static long graphBytes(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      long bytes = 0;
      for (var file : files.filter(path -> path.toString().endsWith(".onnx")).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** What is recorded of an example says which kind of model it is of. */
  private static void assertAnswered(String model, JsonNode example) throws Throwable {
    if (example.has("label")) {
      assertLabelled(model, example);
    } else if (example.has("ranked")) {
      assertFilled(model, example);
    } else if (example.has("logits")) {
      assertTagged(model, example);
    } else if (example.has("image_png_base64")) {
      assertCaptioned(model, example);
    } else {
      assertWritten(model, example);
    }
  }

  private static void assertLabelled(String model, JsonNode example) {
    for (var input : List.of(Truths.text(example, "text"), Truths.ids(example))) {
      var answer = manyToOne(model, input);
      assertEquals(example.get("label").asText(), answer.getLabels(0).getLabel());
      assertClose(example.get("logits"), answer.getOutputsList());
      assertEquals(example.get("token_ids").size(), answer.getTiming().getSteps());
    }
  }

  private static void assertFilled(String model, JsonNode example) {
    var ranked = Truths.elements(example.get("ranked"));
    for (var input : List.of(Truths.text(example, "text"), Truths.ids(example))) {
      var labels = manyToOne(model, input).getLabelsList();
      for (int rank = 0; rank < ranked.size(); rank++) {
        var expected = ranked.get(rank);
        var word = expected.get(0).asText();
        var label =
            labels.stream()
                .filter(given -> given.getLabel().equals(word))
                .findFirst()
                .orElseThrow();
        assertEquals((float) expected.get(1).asDouble(), label.getScore(), TOLERANCE);
      }
      assertEquals(ranked.get(0).get(0).asText(), labels.get(0).getLabel());
      assertEquals(1, labels.stream().mapToDouble(Label::getScore).sum(), TOLERANCE);
    }
  }

  private static void assertTagged(String model, JsonNode example) {
    var answer = manyToMany(model, Truths.text(example, "text"));
    assertClose(example.get("logits"), answer.getOutputsList());
    if (example.has("words")) {
      assertEquals(
          Truths.elements(example.get("words")).stream()
              .map(word -> placed(word) + " " + word.get("tag").asText())
              .toList(),
          answer.getTagsList().stream()
              .map(tag ->
                  tag.getText() + " " + tag.getStart() + "-" + tag.getEnd() + " " + tag.getTag())
              .toList());
    }
    if (example.has("entities")) {
      assertEquals(
          Truths.elements(example.get("entities")).stream()
              .map(entity -> placed(entity) + " " + entity.get("type").asText())
              .toList(),
          answer.getEntitiesList().stream()
              .map(span ->
                  span.getText()
                      + " "
                      + span.getStart()
                      + "-"
                      + span.getEnd()
                      + " "
                      + span.getType())
              .toList());
    }
    assertClose(example.get("logits"), manyToMany(model, Truths.ids(example)).getOutputsList());
  }

  private static String placed(JsonNode piece) {
    return piece.get("text").asText() + " " + piece.get("start") + "-" + piece.get("end");
  }

  private static void assertCaptioned(String model, JsonNode example) {
    var pieces = new ArrayList<Piece>();
    var end = End.getDefaultInstance();
    for (var answer : server.ask(Requests.oneToMany(model, Truths.image(example)))) {
      if (answer.hasPiece()) {
        pieces.add(answer.getPiece());
      } else {
        end = answer.getEnd();
      }
    }
    assertGenerated(example, pieces, end);
  }

  private static void assertWritten(String model, JsonNode example) throws Throwable {
    var pieces = new ArrayList<Piece>();
    var end = End.getDefaultInstance();
    for (var answer : StreamClient.open(server, model, Truths.text(example, "input")).finish()) {
      if (answer.hasPiece()) {
        pieces.add(answer.getPiece());
      } else {
        end = answer.getEnd();
      }
    }
    assertGenerated(example, pieces, end);
  }

  private static void assertGenerated(JsonNode example, List<Piece> pieces, End end) {
    assertEquals(example.get("text").asText(), end.getText());
    assertEquals(Truths.longs(example.get("token_ids")), end.getTokenIdsList());
    assertEquals(end.getText(), String.join("", pieces.stream().map(Piece::getText).toList()));
    var expected = Truths.floats(example.get("log_probabilities"));
    for (int step = 0; step < expected.length; step++) {
      assertEquals(expected[step], pieces.get(step).getLogProbability(), TOLERANCE);
    }
  }

  private static ManyToOneResponse manyToOne(String model, Input input) {
    return server
        .calls()
        .manyToOne(Requests.manyToOne(model, input).toBuilder().setRaw(true).build());
  }

  private static ManyToManyResponse manyToMany(String model, Input input) {
    return server
        .calls()
        .manyToMany(Requests.manyToMany(model, input).toBuilder().setRaw(true).build());
  }

  private static void assertClose(JsonNode expected, List<NamedVectors> outputs) {
    var actual = Truths.toArray(outputs.get(0).getVectors().getValuesList());
    assertArrayEquals(Truths.floats(expected), actual, TOLERANCE);
  }
}
