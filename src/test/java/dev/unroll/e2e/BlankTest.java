package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.e2e.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Input;
import dev.unroll.v1.Label;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.State;
import dev.unroll.v1.Task;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A word that is missing in the middle: scores for every step, of which the blank's are asked. */
class BlankTest {
  private static final String MANIFEST =
      """
      input: {text: {tokenizer: tokenizer.json}}
      output: {blank: {file: words.txt, token: "<pad>"}}
      """;

  private static final int BLANK_ID = 0;
  private static final int UNKNOWN_ID = 1;

  @TempDir private static Path root;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    filler("filler", MANIFEST);
    Folders.zoo(root, "bilstm_tagger", "steps", 1);
    filler("ids", MANIFEST.replace("text: {tokenizer: tokenizer.json}", "tokens: {}"));
    filler("unknown", MANIFEST.replace("<pad>", "[ ]"));
    filler("tagger", MANIFEST + "task: many-to-many\n");
    var last = filler("last", MANIFEST);
    Folders.delete(last.resolve("1"));
    Folders.zoo(root, "gru_last", "last", 1);
    filler("few", MANIFEST);
    Files.writeString(root.resolve("few/words.txt"), "one\ntwo\n");
    Folders.zoo(root, "gru_last", "plain", 1);
    server = ServerHarness.start(root);
  }

  private static Path filler(String name, String manifest) throws IOException {
    var folder = Folders.zoo(root, "bilstm_tagger", name, 1);
    Files.copy(
        Path.of("src/test/resources/tokenizers/word-level.json"), folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("words.txt"), "cat\ndog\n새\n물고기\nsnail\n");
    Files.writeString(folder.resolve("model.yaml"), manifest);
    return folder;
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "'The <pad> , hello dog', 1",
    "'<pad> hello', 0",
    "'the brown  <pad>', 2",
    "'<pad>', 0",
    "'the 😀 한국어 <pad> brown brown', 3"
  })
  void text_withABlank_isRankedByTheScoresOfThatStep(String text, int step) throws Exception {
    var answer = fill(Requests.text(text));
    var ids = fillIds(answer, text, step);
    var all = server.calls().manyToMany(Requests.manyToMany("steps", ids));
    var expected = all.getOutputs(0).getVectors().getValuesList().subList(5 * step, 5 * step + 5);
    assertEquals(expected, answer.getOutputs(0).getVectors().getValuesList());
    var labels = answer.getLabelsList();
    assertEquals(5, labels.size());
    assertEquals(1, labels.stream().mapToDouble(Label::getScore).sum(), 1e-5);
    for (int rank = 0; rank < 4; rank++) {
      float better = expected.get(labels.get(rank).getIndex());
      assertTrue(better >= expected.get(labels.get(rank + 1).getIndex()));
    }
    assertEquals(text.replace("<pad>", labels.get(0).getLabel()), answer.getFilled());
    assertEquals(
        labels.subList(0, 2),
        server
            .calls()
            .manyToOne(
                Requests.manyToOne("filler", Requests.text(text)).toBuilder().setTopK(2).build())
            .getLabelsList());
  }

  /** The ids of the text, which must give the same answer. */
  private static Input fillIds(ManyToOneResponse answer, String text, int step) throws IOException {
    long[] words = ids(text);
    assertEquals(BLANK_ID, words[step]);
    var byIds = fill(Requests.ids(words));
    assertEquals(answer.getLabelsList(), byIds.getLabelsList());
    assertEquals("", byIds.getFilled());
    return Requests.ids(words);
  }

  /** By the tokenizer's file: lower-cased words between white space, others unknown. */
  private static long[] ids(String text) throws IOException {
    var vocabulary =
        new ObjectMapper()
            .readTree(root.resolve("filler/tokenizer.json").toFile())
            .path("model")
            .path("vocab");
    return Arrays.stream(text.strip().split("\\s+"))
        .mapToLong(word -> vocabulary.path(word.toLowerCase(Locale.ROOT)).asLong(UNKNOWN_ID))
        .toArray();
  }

  @Test
  void text_withoutABlank_isInvalid() {
    assertInvalid(
        "input.text",
        "has no blank; write '<pad>' once, where the word is missing",
        () -> fill(Requests.text("the brown dog")));
    assertInvalid(
        "input.token_ids.ids",
        "has no blank; write id 0 ('<pad>')",
        () -> fill(Requests.ids(5, 6)));
  }

  @Test
  void text_withTwoBlanks_isInvalid() {
    assertInvalid(
        "input.text",
        "has 3 blanks '<pad>', the first two at steps 0 and 2; write it only once",
        () -> fill(Requests.text("<pad> dog <pad> <pad>")));
    assertInvalid(
        "input.token_ids.ids",
        "has 2 blanks id 0 ('<pad>'), the first two at steps 1 and 2",
        () -> fill(Requests.ids(5, 0, 0)));
  }

  @Test
  void model_thatFillsABlank_saysHowItIsWritten() throws Exception {
    var model = server.describe("filler");
    assertEquals("<pad>", model.getBlank());
    assertEquals(Task.TASK_MANY_TO_ONE, model.getTask());
    assertEquals(List.of("cat", "dog", "새", "물고기", "snail"), model.getLabelsList());
    assertEquals("", server.describe("steps").getBlank());
    assertRefused(
        Code.FAILED_PRECONDITION,
        "call ManyToOne",
        () -> server.calls().manyToMany(Requests.manyToMany("filler", Requests.text("<pad>"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ids     | output.blank needs input.text
          unknown | output.blank.token is '[ ]', which the tokenizer does not know
          tagger  | allow only many-to-one
          last    | output.blank needs scores for every step
          few     | words.txt has 2 labels, but the graph's output 'output' gives 5 scores
          """)
  void manifest_thatDoesNotFit_isToldOf(String name, String reason) throws Exception {
    var model = server.describe(name);
    assertEquals(State.STATE_FAILED, model.getState());
    assertTrue(model.getReason().contains(reason), model::getReason);
  }

  private static ManyToOneResponse fill(Input input) {
    return server
        .calls()
        .manyToOne(Requests.manyToOne("filler", input).toBuilder().setRaw(true).build());
  }

  @Test
  void among_ranksTheGivenWordsOnly() throws Exception {
    var all = fill(Requests.text("The <pad> , hello dog")).getLabelsList();
    var some =
        server
            .calls()
            .manyToOne(
                Requests.manyToOne("filler", Requests.text("The <pad> , hello dog")).toBuilder()
                    .addAmong("snail")
                    .addAmong("dog")
                    .build());
    assertEquals(
        all.stream().map(Label::getLabel).filter(Set.of("snail", "dog")::contains).toList(),
        some.getLabelsList().stream().map(Label::getLabel).toList());
    assertEquals(1, some.getLabelsList().stream().mapToDouble(Label::getScore).sum(), 1e-6);
    assertEquals("The " + some.getLabels(0).getLabel() + " , hello dog", some.getFilled());
  }

  @Test
  void among_ofAnUnknownWordOrAModelWithoutLabels_isInvalid() {
    assertInvalid(
        "among[0]",
        "is 'snial', which is none of the model's 5 words for the blank (cat, dog, 새, 물고기, snail);"
            + " did you mean 'snail'?",
        () ->
            server
                .calls()
                .manyToOne(
                    Requests.manyToOne("filler", Requests.text("The <pad>")).toBuilder()
                        .addAmong("snial")
                        .build()));
    assertInvalid(
        "among",
        "is for models that rank labels, fill a blank or generate text; this one does none",
        () ->
            server
                .calls()
                .manyToOne(
                    Requests.manyToOne("plain", Requests.ids(5, 6)).toBuilder()
                        .addAmong("snail")
                        .build()));
  }
}
