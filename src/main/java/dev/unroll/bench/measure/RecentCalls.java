package dev.unroll.bench.measure;

import org.HdrHistogram.Histogram;

/** What came since somebody looked, for the progress line. Its owner guards it. */
public final class RecentCalls {
  private final Histogram latencies;
  private long failures;

  RecentCalls() {
    latencies = Latencies.empty();
  }

  /** A copy that stays as it is. */
  RecentCalls(RecentCalls other) {
    latencies = other.latencies.copy();
    failures = other.failures;
  }

  void answered(long latencyNanos) {
    Latencies.record(latencies, latencyNanos);
  }

  void failed() {
    failures++;
  }

  public long failures() {
    return failures;
  }

  void clear() {
    latencies.reset();
    failures = 0;
  }

  public long answers() {
    return latencies.getTotalCount();
  }

  public Histogram latencies() {
    return latencies;
  }
}
