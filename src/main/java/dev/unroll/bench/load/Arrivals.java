package dev.unroll.bench.load;

import dev.unroll.bench.measure.Figures;
import java.util.random.RandomGenerator;

/**
 * When calls are due that know nothing of each other: a Poisson process. One thread asks.
 *
 * <p>The moments depend on the start, the rate and the seed alone, never on how the server does:
 * what is late is sent late and measured from when it was due.
 */
final class Arrivals {
  private final double meanGapNanos;
  private final RandomGenerator random;
  private final long startNanos;

  /** Kept as a fraction, so that rounding does not bend the rate. */
  private double sinceStartNanos;

  Arrivals(long startNanos, double callsPerSecond, RandomGenerator random) {
    this.startNanos = startNanos;
    this.meanGapNanos = Figures.NANOS_PER_SECOND / callsPerSecond;
    this.random = random;
  }

  /** The next moment. */
  long nextNanos() {
    sinceStartNanos += -Math.log1p(-random.nextDouble()) * meanGapNanos;
    return startNanos + (long) sinceStartNanos;
  }
}
