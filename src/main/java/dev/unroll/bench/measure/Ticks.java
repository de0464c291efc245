package dev.unroll.bench.measure;

/**
 * Moments at equal distances: when live streams that take turns send their steps.
 *
 * @param startNanos the moment of tick 0
 * @param gapNanos from tick to tick; a fraction, so that rounding does not bend the rate
 */
public record Ticks(long startNanos, double gapNanos) {
  public static Ticks of(long startNanos, double ticksPerSecond) {
    return new Ticks(startNanos, Figures.NANOS_PER_SECOND / ticksPerSecond);
  }

  public long nanosAt(long tick) {
    return startNanos + (long) (tick * gapNanos);
  }
}
