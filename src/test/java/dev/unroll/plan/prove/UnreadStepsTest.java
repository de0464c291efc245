package dev.unroll.plan.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnreadStepsTest {
  @Test
  void influenceThatFades_isForgetting() {
    assertTrue(UnreadSteps.of(new double[] {0, 0, 1e-7, 1e-3, 1}).isNothing());
    assertTrue(UnreadSteps.of(new double[] {1, 1e-4, 0, 0, 1e-4, 1}).isNothing());
  }

  @Test
  void influenceThatEndsAtOnce_isToldWithItsPlace() {
    assertEquals(
        "its answers do not seem to change with steps 1 to 3 of 5: it reads the last 2 steps only",
        words(0, 0, 0, 0.4, 1));
    assertEquals(
        "its answers do not seem to change with step 1 of 2: it reads the last step only",
        words(0, 1));
    assertTrue(words(1, 1, 0).startsWith("its answers do not seem to change with step 3 of 3"));
    assertTrue(words(1, 0, 0).contains("it reads the first step only, although it takes more"));
    assertFalse(UnreadSteps.of(new double[] {1, 0}).words(true).orElseThrow().contains("although"));
    assertEquals(
        "its answers do not seem to change with steps 2 and 5 to 6 of 8",
        words(1, 0, 1, 1, 0, 0, 1, 1));
    assertEquals("its answers do not seem to change with the input at all", words(0, 0));
  }

  @Test
  void longerProbe_confirmsTheSameNumberOfStepsFromTheSameEnd() {
    var first = UnreadSteps.of(new double[] {1, 1, 0, 0});
    assertFalse(first.and(UnreadSteps.of(new double[] {1, 1, 0, 0, 0, 0, 0, 0})).isNothing());
    assertTrue(first.and(UnreadSteps.of(new double[] {1, 1, 1, 1, 0, 0, 0, 0})).isNothing());
    assertTrue(first.and(UnreadSteps.of(new double[] {0, 0, 0, 0, 0, 0, 1, 1})).isNothing());
    var last = UnreadSteps.of(new double[] {0, 0, 0, 1});
    assertFalse(last.and(UnreadSteps.of(new double[] {0, 0, 0, 0, 0, 0, 0, 1})).isNothing());
    assertTrue(last.and(UnreadSteps.of(new double[] {0, 0, 0, 0, 0, 0, 1, 1})).isNothing());
    var inside = UnreadSteps.of(new double[] {1, 0, 1, 1});
    assertFalse(inside.and(UnreadSteps.of(new double[] {1, 0, 1, 1, 1, 0, 1, 1})).isNothing());
    assertTrue(inside.and(UnreadSteps.of(new double[] {1, 1, 1, 0, 1, 1, 1, 1})).isNothing());
    var all = UnreadSteps.of(new double[] {0, 0});
    assertFalse(all.and(UnreadSteps.of(new double[] {0, 0, 0, 0})).isNothing());
    assertTrue(all.and(UnreadSteps.of(new double[] {0, 0, 0, 1})).isNothing());
  }

  private static String words(double... influence) {
    return UnreadSteps.of(influence).words(false).orElseThrow();
  }
}
