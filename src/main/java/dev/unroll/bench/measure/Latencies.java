package dev.unroll.bench.measure;

import org.HdrHistogram.Histogram;

/** Histograms of times from a microsecond to an hour, with three significant digits. */
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

  /** Returns a percentile, or 0 if the histogram is empty. */
  public static long nanosAt(Histogram latencies, double percentile) {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percentile);
  }

  /** Returns the largest value, or 0 if the histogram is empty. */
  public static long longest(Histogram latencies) {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getMaxValue();
  }
}
