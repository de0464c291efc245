package dev.unroll.bench.measure;

/**
 * Equidistant times at which live streams take turns to send steps.
 *
 * @param startNanos the time of tick 0
 * @param gapNanos the time between ticks; a fraction, so that rounding does not change the rate
 */
public record Ticks(long startNanos, double gapNanos) {
  public static Ticks of(long startNanos, double ticksPerSecond) {
    return new Ticks(startNanos, Figures.NANOS_PER_SECOND / ticksPerSecond);
  }

  public long nanosAt(long tick) {
    return startNanos + (long) (tick * gapNanos);
  }
}
