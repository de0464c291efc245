package dev.unroll.inference;

import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.inference.GenerationSettings.Beams;
import dev.unroll.inference.GenerationSettings.Sampling;
import dev.unroll.repository.Folders;
import dev.unroll.repository.ModelOutput;
import dev.unroll.repository.manifest.GenerationDefaults;
import dev.unroll.schedule.decode.Decoding;
import dev.unroll.schedule.decode.GenerationOptions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request's candidates, as outputs of a model that would draw or search by itself. */
class ForcedChoiceTest {
  private static final Sampling NO_SAMPLING = sampling(Optional.empty(), 0, 1, 0);
  private static final Beams NO_BEAMS = new Beams(OptionalLong.empty(), OptionalLong.empty());

  private static TextTokenizer tokenizer;
  private static long stopId;

  @BeforeAll
  static void open() throws Exception {
    tokenizer = TextTokenizer.open(Folders.bundled().resolve("translate-en-fr/target.json"));
    stopId = tokenizer.idOf("</s>").orElseThrow();
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private static Sampling sampling(Optional<Float> temperature, long topK, float topP, long seed) {
    return new Sampling(temperature, OptionalLong.of(topK), Optional.of(topP), seed);
  }

  private static ModelOutput.Generated model(Set<Long> stopIds) {
    var defaults =
        new GenerationDefaults(
            6,
            new Decoding.Sampling(0.7f, 5, 0.9f, 0),
            Optional.of(new Decoding.Beams(4, 2)),
            8,
            0.5f,
            OptionalLong.of(1),
            stopIds,
            tokenizer.vocabularySize());
    return new ModelOutput.Generated(Optional.of(tokenizer), defaults);
  }

  private static GenerationSettings settings(Sampling sampling, Beams beams) {
    return new GenerationSettings(
        OptionalLong.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        List.of(),
        sampling,
        beams,
        name -> "generation." + name);
  }

  private static GenerationOptions options(GenerationSettings settings, String... texts) {
    return options(model(Set.of(stopId)), settings, List.of(texts));
  }

  private static GenerationOptions options(
      ModelOutput.Generated model, GenerationSettings settings, List<String> texts) {
    return new ForcedChoice(model, settings, new Candidates(texts, "among")).options();
  }

  private static void assertRefused(String field, String reason, String... texts) {
    assertSaid(field, field + ": " + reason, () -> options(settings(NO_SAMPLING, NO_BEAMS), texts));
  }

  private static void assertSetting(String setting, String reason, Sampling sampling, Beams beams) {
    var field = "generation." + setting;
    assertSaid(
        field, field + ": " + reason, () -> options(settings(sampling, beams), "Oui.", "Non."));
  }

  @Test
  void candidates_areScored_whateverTheModelWouldDoByItself() {
    var options = options(settings(NO_SAMPLING, NO_BEAMS), "Oui.", "Je suis là.");
    var forced = assertInstanceOf(Decoding.Forced.class, options.decoding());
    assertEquals(2, forced.best());
    assertEquals(2, forced.width());
    assertEquals("Je suis là.", tokenizer.decode(forced.outputs().get(1)));
    assertEquals(0.5f, options.lengthPenalty());
    assertEquals(6, options.maxSteps());
    assertEquals(Set.of(stopId), options.stopIds());
  }

  @Test
  void best_isAtMostTheNumberOfCandidates() {
    var two = new Beams(OptionalLong.of(1), OptionalLong.of(2));
    var options = options(settings(NO_SAMPLING, two), "Oui.", "Non.", "Là.");
    assertEquals(2, ((Decoding.Forced) options.decoding()).best());
    for (long best : new long[] {0, -1, 3, 4_294_967_298L}) {
      assertSetting(
          "n_best",
          "is " + best + "; allowed is 1 to the number of candidates, 2",
          NO_SAMPLING,
          new Beams(OptionalLong.empty(), OptionalLong.of(best)));
    }
  }

  @Test
  void drawingOrSearching_isAContradiction() {
    var why = "; allowed with among, which draws nothing, is ";
    assertSetting(
        "temperature", "is 0.5" + why + "0", sampling(Optional.of(0.5f), 0, 1, 0), NO_BEAMS);
    assertSetting("top_k", "is 3" + why + "0", sampling(Optional.empty(), 3, 1, 0), NO_BEAMS);
    assertSetting("top_p", "is 0.5" + why + "1", sampling(Optional.empty(), 0, 0.5f, 0), NO_BEAMS);
    assertSetting("seed", "is 9" + why + "0", sampling(Optional.empty(), 0, 1, 9), NO_BEAMS);
    assertSetting(
        "beam_width",
        "is 4; allowed with among, which searches nothing, is 1",
        NO_SAMPLING,
        new Beams(OptionalLong.of(4), OptionalLong.empty()));
  }

  @Test
  void candidate_thatIsNoOutput_isNamed() {
    assertRefused("among[1]", "is ' ', which is empty", "Oui.", " ");
    assertRefused(
        "among[1]",
        "is 'Où ☃ ?', of which the model's output tokenizer has no piece '☃'",
        "Oui.",
        "Où ☃ ?");
    assertRefused(
        "among[2]",
        "is 'Oui. ', the same output as among[0]; give each once",
        "Oui.",
        "Non.",
        "Oui. ");
    assertRefused(
        "among[0]",
        "is 'Où as-tu appris à parler français ?', which has 7 steps; allowed are at most 6"
            + " (max_steps)",
        "Où as-tu appris à parler français ?");
    assertRefused(
        "among[0]", "has 1000001 characters; allowed are at most 1024", "a".repeat(1_000_001));
  }

  @Test
  void tooManyCandidates_areRefused() {
    var texts = IntStream.range(0, 257).mapToObj(String::valueOf).toArray(String[]::new);
    assertRefused("among", "has 257 candidates; allowed are at most 256", texts);
    var all = options(settings(NO_SAMPLING, NO_BEAMS), java.util.Arrays.copyOf(texts, 256));
    assertEquals(256, ((Decoding.Forced) all.decoding()).outputs().size());
    assertEquals(Decoding.Beams.MOST, all.decoding().width());
  }

  @Test
  void candidateWithAStopId_isNoWholeOutput() {
    long point = tokenizer.idOf(".").orElseThrow();
    assertSaid(
        "among[0]",
        "among[0]: is 'Oui.', which has the stop id " + point + "; an output ends before it",
        () ->
            options(
                model(Set.of(stopId, point)), settings(NO_SAMPLING, NO_BEAMS), List.of("Oui.")));
  }

  @Test
  void withoutStopIds_onlyTheLongestOutputsAreWhole() {
    var settings = settings(NO_SAMPLING, NO_BEAMS);
    assertSaid(
        "among[0]",
        "among[0]: is 'Oui.', which is no whole output: the model has no stop id, so all its outputs"
            + " have 6 steps; give stop ids, or the number of its steps as max_steps",
        () -> options(model(Set.of()), settings, List.of("Oui.")));
    var six = String.join(" ", Collections.nCopies(6, "la"));
    var forced = (Decoding.Forced) options(model(Set.of()), settings, List.of(six)).decoding();
    assertEquals(6, forced.outputs().get(0).length);
  }

  @Test
  void modelWithoutATokenizer_writesNoText() {
    var mute = new ModelOutput.Generated(Optional.empty(), model(Set.of(stopId)).defaults());
    assertSaid(
        "among",
        "among: needs a model that generates text; this one generates token ids, and its manifest"
            + " has no tokenizer for them",
        () -> options(mute, settings(NO_SAMPLING, NO_BEAMS), List.of("Oui.")));
  }
}
