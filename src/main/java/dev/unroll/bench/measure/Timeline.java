package dev.unroll.bench.measure;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The answers in each second of the measured time. Not thread-safe. */
public final class Timeline {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * One second, or a part of one at the end.
   *
   * @param second the index of the second, from 0
   * @param lengthSeconds 1, or less for the last one
   * @param answers the number of answers in it
   * @param p50Nanos the median latency; 0 without answers
   * @param p99Nanos the 99th percentile; 0 without answers
   * @param maxNanos the largest latency; 0 without answers
   */
  public record Second(
      int second,
      double lengthSeconds,
      long answers,
      long p50Nanos,
      long p99Nanos,
      long maxNanos) {}

  private final List<Second> seconds = new ArrayList<>();
  private final Histogram current = Latencies.empty();

  /** Records an answer. */
  void answered(long sinceStartNanos, long latencyNanos) {
    advanceTo(sinceStartNanos / NANOS_PER_SECOND);
    Latencies.record(current, latencyNanos);
  }

  /** Returns all seconds up to the end of the measured time. */
  List<Second> upTo(long sinceStartNanos) {
    advanceTo(sinceStartNanos / NANOS_PER_SECOND);
    var all = new ArrayList<>(seconds);
    double left = sinceStartNanos / (double) NANOS_PER_SECOND - seconds.size();
    if (current.getTotalCount() > 0) {
      all.add(second(left));
    }
    return List.copyOf(all);
  }

  /** Adds the seconds up to this one, also empty ones, which show pauses of the server. */
  private void advanceTo(long second) {
    while (seconds.size() < second) {
      seconds.add(second(1));
      current.reset();
    }
  }

  private Second second(double lengthSeconds) {
    return new Second(
        seconds.size(),
        lengthSeconds,
        current.getTotalCount(),
        Latencies.nanosAt(current, 50),
        Latencies.nanosAt(current, 99),
        Latencies.longest(current));
  }
}
