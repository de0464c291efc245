package dev.unroll.bench.measure;

import org.HdrHistogram.Histogram;

/** How times are kept: to three digits, from a microsecond to an hour. */
public final class Latencies {
  private static final long SHORTEST_NANOS = 1_000;
  private static final long LONGEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private Latencies() {}

  public static Histogram empty() {
    return new Histogram(SHORTEST_NANOS, LONGEST_NANOS, DIGITS);
  }

  public static void record(Histogram latencies, long nanos) {
    latencies.recordValue(Math.max(0, Math.min(LONGEST_NANOS, nanos)));
  }

  /** Within which that many of a hundred lie; 0 where there are none. */
  public static long nanosAt(Histogram latencies, double percentile) {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percentile);
  }

  /** The longest; 0 where there are none. */
  public static long longest(Histogram latencies) {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getMaxValue();
  }
}
