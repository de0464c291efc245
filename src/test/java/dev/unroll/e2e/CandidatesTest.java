package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.openinference.OpenRequests;
import dev.unroll.repository.Folders;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.InferTensorContents;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.v1.Alternative;
import dev.unroll.v1.End;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Given outputs, scored by the bundled models that generate. */
class CandidatesTest {
  private static final float TOLERANCE = 1e-4f;
  private static final String TRANSLATOR = "translate-en-fr";
  private static final String QUESTION = "Where did you learn to speak French?";
  private static final List<String> TRANSLATIONS =
      List.of("Je parle français.", "Où as-tu appris à parler français ?", "Où ?");

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    for (var name : List.of(TRANSLATOR, "chat-ko", "caption-en", "pos-en")) {
      Folders.copy(Folders.bundled().resolve(name), models.resolve(name));
    }
    Folders.zoo(models, "seq2seq_gru");
    server = ServerHarness.start(models);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static End write(String model, Input input, Generation how, List<String> among) {
    if (model.equals("caption-en")) {
      var answers =
          server.ask(
              Requests.oneToMany(model, input).toBuilder()
                  .setGeneration(how)
                  .addAllAmong(among)
                  .build());
      var pieces = new StringBuilder();
      answers.forEach(answer -> pieces.append(answer.getPiece().getText()));
      var end = answers.get(answers.size() - 1).getEnd();
      assertEquals(end.getText(), pieces.toString());
      return end;
    }
    return server
        .calls()
        .manyToMany(
            Requests.manyToMany(model, input).toBuilder()
                .setGeneration(how)
                .addAllAmong(among)
                .build())
        .getGenerated();
  }

  private static End translated(String... among) {
    return write(
        TRANSLATOR, Requests.text(QUESTION), Generation.getDefaultInstance(), List.of(among));
  }

  private static List<Input> inputs(String model) throws Exception {
    return switch (model) {
      case TRANSLATOR -> List.of(Requests.text(QUESTION), Requests.text("I am tired."));
      case "chat-ko" -> List.of(Requests.text("오늘 너무 피곤해"), Requests.text("안녕"));
      default ->
          List.of(
              Requests.image(
                  Files.readAllBytes(Folders.bundled().resolve("caption-en/example.png"))));
    };
  }

  /** The law: the score of what a beam search finds is the score of the same text, given. */
  @ParameterizedTest
  @ValueSource(strings = {TRANSLATOR, "chat-ko", "caption-en"})
  void score_isTheOneThatABeamSearchGives(String model) throws Exception {
    int compared = 0;
    for (var input : inputs(model)) {
      for (float lengthPenalty : new float[] {0, 0.5f, 1, 2}) {
        var how = Generation.newBuilder().setLengthPenalty(lengthPenalty);
        var found = write(model, input, how.clone().setBeamWidth(6).setNBest(6).build(), List.of());
        var texts = found.getAlternativesList().stream().map(Alternative::getText).toList();
        // A search may write one text by several rows of pieces, and by none at all.
        var distinct = texts.stream().filter(text -> !text.isEmpty()).distinct().toList();
        var given = write(model, input, how.build(), distinct);
        assertEquals(given.getText(), given.getAlternatives(0).getText());
        assertEquals(distinct.size(), given.getAlternativesCount());
        for (var expected : found.getAlternativesList()) {
          for (var scored : given.getAlternativesList()) {
            assertEquals(distinct.get(scored.getIndex()), scored.getText());
            if (scored.getTokenIdsList().equals(expected.getTokenIdsList())) {
              assertEquals(expected.getScore(), scored.getScore(), TOLERANCE);
              assertEquals(expected.getNormalisedScore(), scored.getNormalisedScore(), TOLERANCE);
              assertEquals(expected.getReason(), scored.getReason());
              compared++;
            }
          }
        }
        // The best output is one of those that its tokenizer would cut in the same way.
        assertEquals(found.getTokenIdsList(), given.getTokenIdsList());
      }
    }
    assertTrue(compared >= 12, "only " + compared);
  }

  @Test
  void candidates_areRanked_andNBestLimitsThem() {
    var all = translated(TRANSLATIONS.toArray(String[]::new));
    assertEquals("Où as-tu appris à parler français ?", all.getText());
    assertEquals(
        List.of(0, 1, 2),
        all.getAlternativesList().stream().map(Alternative::getIndex).sorted().toList());
    for (int rank = 1; rank < 3; rank++) {
      assertTrue(
          all.getAlternatives(rank - 1).getNormalisedScore()
              >= all.getAlternatives(rank).getNormalisedScore());
    }
    var two =
        write(
            TRANSLATOR,
            Requests.text(QUESTION),
            Generation.newBuilder().setNBest(2).build(),
            TRANSLATIONS);
    assertEquals(all.getAlternativesList().subList(0, 2), two.getAlternativesList());
  }

  @Test
  void candidates_amongOtherCalls_haveTheScoresThatTheyHaveAlone() throws Exception {
    var alone = translated(TRANSLATIONS.toArray(String[]::new)).getAlternativesList();
    var calls = new ArrayList<Clients.Call>();
    for (int call = 0; call < 24; call++) {
      calls.add(
          call % 2 == 0
              ? () ->
                  assertEquals(
                      alone, translated(TRANSLATIONS.toArray(String[]::new)).getAlternativesList())
              : () ->
                  assertTrue(
                      !write(
                              TRANSLATOR,
                              Requests.text("I am tired."),
                              Generation.newBuilder().setBeamWidth(3).build(),
                              List.of())
                          .getText()
                          .isEmpty()));
    }
    Clients.run(8, calls);
    Await.until("no row is left", () -> server.meter("unroll_rows") == 0);
  }

  @Test
  void mostCandidates_areScoredInOneCall() {
    var numbers = IntStream.rangeClosed(1, 256).mapToObj(number -> number + " !").toList();
    var end = write(TRANSLATOR, Requests.text("One!"), Generation.getDefaultInstance(), numbers);
    assertEquals(256, end.getAlternativesCount());
    var one =
        write(TRANSLATOR, Requests.text("One!"), Generation.getDefaultInstance(), List.of("7 !"));
    var seven =
        end.getAlternativesList().stream().filter(given -> given.getIndex() == 6).findFirst();
    assertEquals(one.getAlternatives(0).getScore(), seven.orElseThrow().getScore(), TOLERANCE);
  }

  @Test
  void candidate_thatIsNoOutput_isInvalid() {
    assertInvalid(
        "among[1]", "is 'Où ☃ ?', of which the model's output", () -> translated("Oui.", "Où ☃ ?"));
    assertInvalid("among[0]", "is '', which is empty", () -> translated(""));
    assertInvalid(
        "generation.beam_width",
        "is 4; allowed with among",
        () ->
            write(
                TRANSLATOR,
                Requests.text(QUESTION),
                Generation.newBuilder().setBeamWidth(4).build(),
                TRANSLATIONS));
    assertInvalid(
        "among",
        "needs a model that generates text",
        () ->
            write(
                "seq2seq_gru",
                Requests.ids(3, 4),
                Generation.newBuilder().setStartId(1).build(),
                List.of("a")));
  }

  @Test
  void modelThatTags_hasNoCandidates() {
    assertInvalid(
        "among",
        "is for models that rank labels, fill a blank or generate text",
        () ->
            server
                .calls()
                .manyToMany(
                    Requests.manyToMany("pos-en", Requests.text("I met")).toBuilder()
                        .addAmong("NOUN")
                        .build()));
  }

  private static ModelInferRequest.Builder open(String among, String... texts) {
    var tensor = OpenRequests.tensor("text", "BYTES", texts.length, 1);
    var contents = InferTensorContents.newBuilder();
    for (var text : texts) {
      contents.addBytesContents(ByteString.copyFromUtf8(text));
    }
    return ModelInferRequest.newBuilder()
        .setModelName(TRANSLATOR)
        .putParameters("among", InferParameter.newBuilder().setStringParam(among).build())
        .addInputs(tensor.setContents(contents));
  }

  @Test
  void openInference_answersTheBestCandidateOfEachRow() {
    var response =
        server
            .triton()
            .modelInfer(
                open(
                        "Je suis fatigué.,Oui\\, je parle français.",
                        "I am tired.",
                        "Yes, I speak French.")
                    .build());
    var output =
        response.getOutputsList().stream()
            .filter(tensor -> tensor.getDatatype().equals("BYTES"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of("Je suis fatigué.", "Oui, je parle français."),
        output.getContents().getBytesContentsList().stream()
            .map(ByteString::toStringUtf8)
            .toList());
  }

  @Test
  void openInference_answersAllCandidates_asOurProtocolRanksThem() {
    var given = List.of("Bonjour.", "Je suis fatigué.", "Il pleut.");
    var response = server.triton().modelInfer(open(String.join(",", given), "I am tired.").build());
    var scored =
        write(TRANSLATOR, Requests.text("I am tired."), Generation.getDefaultInstance(), given)
            .getAlternativesList();
    assertEquals(
        scored.stream().map(Alternative::getText).toList(),
        tensor(response, "candidates").getContents().getBytesContentsList().stream()
            .map(ByteString::toStringUtf8)
            .toList());
    assertEquals(
        scored.stream().map(Alternative::getNormalisedScore).toList(),
        tensor(response, "candidate_scores").getContents().getFp32ContentsList());
    assertEquals(List.of(1L, 3L), tensor(response, "candidates").getShapeList());
    assertEquals(List.of(1L, 3L), tensor(response, "candidate_scores").getShapeList());
  }

  private static ModelInferResponse.InferOutputTensor tensor(
      ModelInferResponse response, String name) {
    return response.getOutputsList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void openInference_namesTheParameterOfAWrongCandidate() {
    Refusals.assertRefused(
        io.grpc.Status.Code.INVALID_ARGUMENT,
        "parameters['among'][1]: is 'Où ☃ ?', of which",
        () -> server.triton().modelInfer(open("Oui.,Où ☃ ?", "Yes.").build()));
  }
}
