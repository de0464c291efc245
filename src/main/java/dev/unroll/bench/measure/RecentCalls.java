package dev.unroll.bench.measure;

import org.HdrHistogram.Histogram;

/** The calls since the last update of the progress line. Not thread-safe. */
public final class RecentCalls {
  private final Histogram latencies;
  private long failures;

  RecentCalls() {
    latencies = Latencies.empty();
  }

  /** Creates a copy. */
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
