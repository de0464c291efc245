package dev.unroll.schedule.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExponentialTest {
  /** What the series leaves out of a rest of half a part, as a share of the value. */
  private static final double LEFT_OUT = Math.pow(Math.log(2) / 256, 4) / 24 * 1.01;

  /** What doubles cannot hold: of the rest it grows with x, from which the rest is left. */
  private static final double ROUNDED_OFF = Math.ulp(1.0);

  @Test
  void everyMagnitude_isWithinTheProvenError() {
    for (int step = 0; step < 2_000_000; step++) {
      double x = -700 * Math.pow(step / 2e6, 3);
      double exact = Math.exp(x);
      double bound = LEFT_OUT + ROUNDED_OFF * (4 - x);
      assertTrue(Math.abs(Exponential.of(x) - exact) <= bound * exact, () -> "at " + x);
    }
  }

  @Test
  void ends_areExact() {
    assertEquals(1, Exponential.of(0));
    assertEquals(1, Exponential.of(-0.0));
    assertEquals(0, Exponential.of(-701));
    assertEquals(0, Exponential.of(-6e38));
    assertEquals(0, Exponential.of(Double.NEGATIVE_INFINITY));
    assertTrue(Double.isNaN(Exponential.of(Double.NaN)));
  }
}
