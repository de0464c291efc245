package dev.unroll.bench.load;

import dev.unroll.bench.measure.Figures;
import java.util.random.RandomGenerator;

/**
 * The times at which independent calls are due: a Poisson process. Not thread-safe.
 *
 * <p>The times depend only on the start, the rate and the seed, and not on the server. A call that
 * is sent late is measured from the time at which it was due.
 */
final class Arrivals {
  private final double meanGapNanos;
  private final RandomGenerator random;
  private final long startNanos;

  /** A fraction, so that rounding errors do not add up and change the rate. */
  private double sinceStartNanos;

  Arrivals(long startNanos, double callsPerSecond, RandomGenerator random) {
    this.startNanos = startNanos;
    this.meanGapNanos = Figures.NANOS_PER_SECOND / callsPerSecond;
    this.random = random;
  }

  /** Returns the next time. */
  long nextNanos() {
    sinceStartNanos += -Math.log1p(-random.nextDouble()) * meanGapNanos;
    return startNanos + (long) sinceStartNanos;
  }
}
