package dev.unroll.plan.independence.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Sizes that are followed as symbols, against the numbers that they stand for. */
class SizeTest {
  /** Two ways in which a run could be: what is called equal is equal in both. */
  private static final long[][] ROWS_AND_STEPS = {{7, 11}, {13, 5}};

  /** A size and the numbers that it stands for. */
  private record Known(Size size, long first, long second) {}

  private final Map<Size, Known> met = new HashMap<>();

  @RepeatedTest(200)
  void arithmetic_standsForTheNumbers(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var known =
        new Known[] {
          of(Size.ROWS, 0), of(Size.STEPS, 1), constant(random.nextInt(-1, 7)), constant(2)
        };
    for (int turn = 0; turn < 20; turn++) {
      var one = known[random.nextInt(known.length)];
      var other = known[random.nextInt(known.length)];
      known[random.nextInt(known.length)] = computed(random.nextInt(4), one, other);
    }
  }

  private static Known of(Size size, int place) {
    return new Known(size, ROWS_AND_STEPS[0][place], ROWS_AND_STEPS[1][place]);
  }

  private static Known constant(long number) {
    return new Known(Size.of(number), number, number);
  }

  private Known computed(int operation, Known one, Known other) {
    var made =
        switch (operation) {
          case 0 ->
              new Known(
                  one.size.times(other.size), one.first * other.first, one.second * other.second);
          case 1 ->
              new Known(
                  one.size.plus(other.size), one.first + other.first, one.second + other.second);
          case 2 ->
              new Known(
                  one.size.minus(other.size), one.first - other.first, one.second - other.second);
          default -> quotient(one, other);
        };
    return held(made);
  }

  private static Known quotient(Known one, Known other) {
    var quotient = one.size.over(other.size);
    if (quotient.isEmpty() || other.first == 0 || other.second == 0) {
      return one;
    }
    assertEquals(0, one.first % other.first);
    assertEquals(0, one.second % other.second);
    return new Known(quotient.get(), one.first / other.first, one.second / other.second);
  }

  /** Equal sizes stand for equal numbers, known ones for theirs, and flags tell what they hold. */
  private Known held(Known made) {
    if (Math.max(Math.abs(made.first), Math.abs(made.second)) > 1_000_000) {
      return constant(3);
    }
    var before = met.putIfAbsent(made.size, made);
    assertEquals(before == null ? made : before, made);
    if (made.size.isKnown()) {
      assertEquals(made.size.factor(), made.first);
      assertEquals(made.first, made.second);
    }
    if (made.first != made.second) {
      assertTrue(made.size.ofRows() || made.size.ofSteps(), made.size.toString());
    }
    if (made.size.isPositive()) {
      assertTrue(made.first > 0 && made.second > 0, made.size.toString());
    }
    return made;
  }

  @Test
  void quotient_isExactOrNone() {
    var both = Size.ROWS.times(Size.STEPS).times(Size.of(6));
    assertEquals(Size.STEPS.times(Size.of(3)), both.over(Size.ROWS.times(Size.of(2))).get());
    assertTrue(both.over(Size.of(4)).isEmpty());
    assertTrue(both.over(Size.ROWS.times(Size.ROWS)).isEmpty());
    assertTrue(both.over(Size.of(0)).isEmpty());
    assertTrue(Size.of(5).over(Size.STEPS).isEmpty());
  }

  @Test
  void unlikeComputations_areUnlikeSizes() {
    var one = Size.STEPS.plus(Size.ONE);
    assertNotEquals(one, Size.STEPS.minus(Size.ONE));
    assertNotEquals(one, Size.ROWS.plus(Size.ONE));
    assertEquals(one, Size.STEPS.plus(Size.ONE));
    assertTrue(one.ofSteps());
    assertFalse(one.ofRows());
  }

  @Test
  void endlessComputation_keepsItsNameShort() {
    var size = Size.STEPS;
    for (int turn = 0; turn < 500; turn++) {
      size = size.plus(Size.of(turn + 1)).computed("/", Size.of(2));
    }
    assertTrue(size.toString().length() < 300, size.toString());
    assertTrue(size.ofSteps());
  }

  @Test
  void hugeProduct_becomesAnUnknown() {
    var huge = Size.of(Long.MAX_VALUE).times(Size.ROWS);
    var more = huge.times(Size.of(4));
    assertTrue(more.ofRows());
    assertTrue(more.over(Size.of(4)).isEmpty());
  }

  @Test
  void zeroTimesRows_isZero() {
    assertEquals(Size.of(0), Size.ROWS.times(Size.of(0)));
    assertFalse(Size.ROWS.times(Size.of(0)).ofRows());
    assertEquals(Size.of(0), Size.STEPS.minus(Size.STEPS));
    assertEquals(List.of(), Size.STEPS.minus(Size.STEPS).unknowns());
  }
}
