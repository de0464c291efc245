package dev.unroll.inference;

import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.inference.GenerationSettings.Beams;
import dev.unroll.inference.GenerationSettings.Sampling;
import dev.unroll.repository.manifest.GenerationDefaults;
import dev.unroll.schedule.decode.Decoding;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drawn or searched for, by what request and model say. */
class DecodingChoiceTest {
  private static final int MOST_BEAMS = 8;
  private static final Sampling NOT_SAID =
      new Sampling(Optional.empty(), OptionalLong.empty(), Optional.empty(), 0);
  private static final Beams NO_BEAMS = new Beams(OptionalLong.empty(), OptionalLong.empty());
  private static final GenerationDefaults GREEDY =
      defaults(Decoding.Sampling.GREEDY, Optional.empty());
  private static final GenerationDefaults DRAWING =
      defaults(new Decoding.Sampling(0.5f, 3, 0.75f, 0), Optional.empty());
  private static final GenerationDefaults SEARCHING =
      defaults(Decoding.Sampling.GREEDY, Optional.of(new Decoding.Beams(4, 3)));

  private static GenerationDefaults defaults(
      Decoding.Sampling sampling, Optional<Decoding.Beams> beams) {
    return new GenerationDefaults(
        10, sampling, beams, MOST_BEAMS, 1, OptionalLong.of(0), Set.of(), 100);
  }

  private static Decoding decoding(GenerationDefaults defaults, Sampling sampling, Beams beams) {
    var settings =
        new GenerationSettings(
            OptionalLong.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            List.of(),
            sampling,
            beams,
            name -> "request." + name);
    return new DecodingChoice(settings, defaults).decoding();
  }

  private static Sampling temperature(float temperature) {
    return new Sampling(Optional.of(temperature), OptionalLong.empty(), Optional.empty(), 0);
  }

  private static Sampling topK(long topK) {
    return new Sampling(Optional.empty(), OptionalLong.of(topK), Optional.empty(), 0);
  }

  private static Sampling topP(float topP) {
    return new Sampling(Optional.empty(), OptionalLong.empty(), Optional.of(topP), 0);
  }

  private static Beams width(long width) {
    return new Beams(OptionalLong.of(width), OptionalLong.empty());
  }

  private static Beams best(long best) {
    return new Beams(OptionalLong.empty(), OptionalLong.of(best));
  }

  private static Beams beams(long width, long best) {
    return new Beams(OptionalLong.of(width), OptionalLong.of(best));
  }

  private static void assertInvalid(String setting, String reason, Sampling sampling, Beams beams) {
    var field = "request." + setting;
    assertSaid(field, field + ": " + reason, () -> decoding(GREEDY, sampling, beams));
  }

  @Test
  void nothingSaid_isTheModelsWay() {
    assertEquals(GREEDY.sampling(), decoding(GREEDY, NOT_SAID, NO_BEAMS));
    assertEquals(DRAWING.sampling(), decoding(DRAWING, NOT_SAID, NO_BEAMS));
    assertEquals(new Decoding.Beams(4, 3), decoding(SEARCHING, NOT_SAID, NO_BEAMS));
  }

  @Test
  void drawing_takesFromTheModelWhatItDoesNotSay() {
    assertEquals(
        new Decoding.Sampling(2, 3, 0.75f, 0), decoding(DRAWING, temperature(2), NO_BEAMS));
    assertEquals(new Decoding.Sampling(0.5f, 9, 0.75f, 0), decoding(DRAWING, topK(9), NO_BEAMS));
    assertEquals(new Decoding.Sampling(0.5f, 3, 1, 0), decoding(DRAWING, topP(1), NO_BEAMS));
    var seed = new Sampling(Optional.empty(), OptionalLong.empty(), Optional.empty(), -5);
    assertEquals(new Decoding.Sampling(0.5f, 3, 0.75f, -5), decoding(DRAWING, seed, NO_BEAMS));
  }

  @Test
  void zero_isSaid_andNotAbsent() {
    assertEquals(
        new Decoding.Sampling(0, 3, 0.75f, 0), decoding(DRAWING, temperature(0), NO_BEAMS));
    assertEquals(new Decoding.Sampling(0.5f, 0, 0.75f, 0), decoding(DRAWING, topK(0), NO_BEAMS));
  }

  @Test
  void drawing_setsTheModelsBeamsAside_andWhatIsNoDrawingDoesNot() {
    assertEquals(1, decoding(SEARCHING, temperature(0.5f), NO_BEAMS).width());
    assertEquals(1, decoding(SEARCHING, topK(2), NO_BEAMS).width());
    assertEquals(1, decoding(SEARCHING, topP(0.5f), NO_BEAMS).width());
    assertEquals(4, decoding(SEARCHING, temperature(0), NO_BEAMS).width());
    assertEquals(4, decoding(SEARCHING, topK(0), NO_BEAMS).width());
    assertEquals(4, decoding(SEARCHING, topP(1), NO_BEAMS).width());
  }

  @Test
  void beams_setTheModelsDrawingAside_andOneBeamIsNoSearch() {
    assertEquals(new Decoding.Beams(2, 1), decoding(DRAWING, NOT_SAID, width(2)));
    assertEquals(DRAWING.sampling(), decoding(DRAWING, NOT_SAID, width(1)));
    assertEquals(Decoding.Sampling.GREEDY, decoding(SEARCHING, NOT_SAID, width(1)));
  }

  @Test
  void best_isTheModels_asFarAsThereAreBeams() {
    assertEquals(new Decoding.Beams(2, 2), decoding(SEARCHING, NOT_SAID, width(2)));
    assertEquals(new Decoding.Beams(8, 3), decoding(SEARCHING, NOT_SAID, width(8)));
    assertEquals(new Decoding.Beams(4, 4), decoding(SEARCHING, NOT_SAID, best(4)));
    assertEquals(new Decoding.Beams(5, 5), decoding(GREEDY, NOT_SAID, beams(5, 5)));
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void temperature_thatIsNone_isInvalid(float temperature) {
    assertInvalid(
        "temperature",
        "is " + temperature + "; allowed are finite numbers from 0",
        temperature(temperature),
        NO_BEAMS);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0.5f, 1.5f, Float.NaN})
  void topP_thatIsNoShare_isInvalid(float share) {
    assertInvalid(
        "top_p", "is " + share + "; allowed are numbers over 0, up to 1", topP(share), NO_BEAMS);
  }

  @Test
  void topK_isAnyNumberFromZero_andWhatFitsNoIntIsAll() {
    var all = (Decoding.Sampling) decoding(GREEDY, topK(4_294_967_295L), NO_BEAMS);
    assertEquals(Integer.MAX_VALUE, all.topK());
    assertInvalid(
        "top_k", "is -1; allowed are whole numbers from 0, which means all", topK(-1), NO_BEAMS);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, MOST_BEAMS + 1, 4_294_967_298L})
  void width_outsideItsBounds_isInvalid(long width) {
    assertInvalid("beam_width", "is " + width + "; allowed is 1 to 8", NOT_SAID, width(width));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 4, 4_294_967_297L})
  void best_outsideItsBounds_isInvalid(long best) {
    assertInvalid(
        "n_best", "is " + best + "; allowed is 1 to beam_width, 3", NOT_SAID, beams(3, best));
  }

  @Test
  void best_ofOneOutput_isOne() {
    assertEquals(GREEDY.sampling(), decoding(GREEDY, NOT_SAID, best(1)));
    assertInvalid("n_best", "is 2; allowed is 1 to beam_width, 1", NOT_SAID, best(2));
    assertInvalid("n_best", "is 2; allowed is 1 to beam_width, 1", temperature(1), best(2));
  }

  @Test
  void drawingBesideBeams_isAContradiction_namedByItsFirstSetting() {
    var why = "; allowed with a beam_width of 3 is ";
    assertInvalid("temperature", "is 0.5" + why + "0", temperature(0.5f), width(3));
    assertInvalid("top_k", "is 9" + why + "0", topK(9), width(3));
    assertInvalid("top_p", "is 0.5" + why + "1", topP(0.5f), width(3));
    var two = new Sampling(Optional.of(0f), OptionalLong.of(9), Optional.of(0.5f), 0);
    assertInvalid("top_k", "is 9" + why + "0", two, width(3));
    var none = new Sampling(Optional.of(0f), OptionalLong.of(0), Optional.of(1f), 4);
    assertEquals(new Decoding.Beams(3, 1), decoding(GREEDY, none, width(3)));
  }
}
