package dev.unroll.bench.measure;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The answers of each second of the time that counts. Its owner guards it. */
public final class Timeline {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * One second, or what was left of the last one.
   *
   * @param second from 0
   * @param lengthSeconds 1, or less for the last
   * @param answers how many came in it
   * @param p50Nanos of those; 0 without any
   * @param p99Nanos of those; 0 without any
   * @param maxNanos of those; 0 without any
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

  /** An answer came so long after the start. */
  void answered(long sinceStartNanos, long latencyNanos) {
    advanceTo(sinceStartNanos / NANOS_PER_SECOND);
    Latencies.record(current, latencyNanos);
  }

  /** All of them, ending where the time that counts did. */
  List<Second> upTo(long sinceStartNanos) {
    advanceTo(sinceStartNanos / NANOS_PER_SECOND);
    var all = new ArrayList<>(seconds);
    double left = sinceStartNanos / (double) NANOS_PER_SECOND - seconds.size();
    if (current.getTotalCount() > 0) {
      all.add(second(left));
    }
    return List.copyOf(all);
  }

  /** Seconds without an answer are kept as well: a server that stood still is worth seeing. */
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
