package dev.unroll.inference;

import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.repository.manifest.GenerationDefaults;
import dev.unroll.schedule.decode.Decoding;
import dev.unroll.schedule.decode.GenerationOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says of its output, and what the model says where the request does not. */
class GenerationSettingsTest {
  private static final int MOST_STEPS = 10;
  private static final int VOCABULARY = 100;
  private static final GenerationDefaults DEFAULTS = defaults(OptionalLong.of(7));

  private static GenerationDefaults defaults(OptionalLong startId) {
    return new GenerationDefaults(
        MOST_STEPS,
        new Decoding.Sampling(0.5f, 3, 0.75f, 0),
        Optional.empty(),
        8,
        2,
        startId,
        Set.of(8L, 9L),
        VOCABULARY);
  }

  private static GenerationSettings settings(
      OptionalLong maxSteps, Optional<Float> lengthPenalty, OptionalLong startId, Long... stopIds) {
    var usual = GenerationSettings.DEFAULTS;
    return new GenerationSettings(
        maxSteps,
        lengthPenalty,
        startId,
        List.of(stopIds),
        usual.sampling(),
        usual.beams(),
        name -> "request." + name);
  }

  private static GenerationSettings maxSteps(long steps) {
    return settings(OptionalLong.of(steps), Optional.empty(), OptionalLong.empty());
  }

  private static GenerationSettings lengthPenalty(float penalty) {
    return settings(OptionalLong.empty(), Optional.of(penalty), OptionalLong.empty());
  }

  private static GenerationSettings startId(long id) {
    return settings(OptionalLong.empty(), Optional.empty(), OptionalLong.of(id));
  }

  private static GenerationSettings stopIds(Long... ids) {
    return settings(OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), ids);
  }

  private static GenerationOptions options(GenerationSettings settings) {
    return settings.with(DEFAULTS, false);
  }

  private static void assertInvalid(String setting, String reason, GenerationSettings settings) {
    var field = "request." + setting;
    assertSaid(field, field + ": " + reason, () -> options(settings));
  }

  @Test
  void nothingSaid_isAllTheModels() {
    assertEquals(
        new GenerationOptions(DEFAULTS.sampling(), MOST_STEPS, 2, 7, Set.of(8L, 9L), false),
        options(GenerationSettings.DEFAULTS));
  }

  @Test
  void scores_areWorkedOutWhereSomebodyWantsThem() {
    assertFalse(GenerationSettings.DEFAULTS.with(DEFAULTS, false).scored());
    assertTrue(GenerationSettings.DEFAULTS.with(DEFAULTS, true).scored());
  }

  @Test
  void maxSteps_isUpToTheModels_andZeroIsTheModels() {
    assertEquals(MOST_STEPS, options(maxSteps(0)).maxSteps());
    assertEquals(1, options(maxSteps(1)).maxSteps());
    assertEquals(MOST_STEPS, options(maxSteps(MOST_STEPS)).maxSteps());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, -1, 4_294_967_297L, Long.MAX_VALUE, Long.MIN_VALUE})
  void maxSteps_outsideThat_isInvalid(long steps) {
    assertInvalid("max_steps", "is " + steps + "; allowed is 1 to 10", maxSteps(steps));
  }

  @Test
  void lengthPenalty_isFromZeroToTheMost() {
    assertEquals(0, options(lengthPenalty(0)).lengthPenalty());
    assertEquals(10, options(lengthPenalty(10)).lengthPenalty());
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.5f, 10.5f, Float.NaN, Float.POSITIVE_INFINITY})
  void lengthPenalty_outsideThat_isInvalid(float penalty) {
    assertInvalid(
        "length_penalty", "is " + penalty + "; allowed is 0 to 10", lengthPenalty(penalty));
  }

  @Test
  void startId_isTheRequestsBeforeTheModels() {
    assertEquals(0, options(startId(0)).startId());
    assertEquals(99, options(startId(99)).startId());
    assertInvalid("start_id", "is 100; the model gives ids from 0 to 99", startId(100));
    assertInvalid("start_id", "is -1; the model gives ids from 0 to 99", startId(-1));
  }

  @Test
  void startId_thatNobodySays_isMissing() {
    var unknown = defaults(OptionalLong.empty());
    assertEquals(3, startId(3).with(unknown, false).startId());
    assertSaid(
        "request.start_id",
        "request.start_id: is missing, and the model's manifest names none",
        () -> maxSteps(1).with(unknown, false));
  }

  @Test
  void stopIds_takeThePlaceOfTheModels() {
    assertEquals(Set.of(5L), options(stopIds(5L, 5L)).stopIds());
    assertInvalid("stop_ids[1]", "is 100; the model gives ids from 0 to 99", stopIds(5L, 100L));
    assertInvalid("stop_ids[0]", "is -5; the model gives ids from 0 to 99", stopIds(-5L));
  }
}
