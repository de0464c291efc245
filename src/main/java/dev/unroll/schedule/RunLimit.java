package dev.unroll.schedule;

import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import java.time.Duration;

/**
 * How long a run of a graph may take before it is ended: {@code least}, or {@link #PREDICTIONS}
 * times the predicted time if that is longer.
 *
 * <p>A prediction is mostly right within a factor of two. It is far too low where a graph computes
 * more than its input's length tells, such as a loop whose number of iterations is an input. {@code
 * least} covers what predictions do not know: a process without a core, or a machine that swaps.
 */
public record RunLimit(Duration least) {
  static final int PREDICTIONS = 20;

  /** A row that was in company when a run took too long runs alone, for a part of the limit. */
  private static final int SUSPECTS_PART = 10;

  /** After this part of the limit a run holds its lane for too long, but may still end. */
  private static final int SLOW_PART = 10;

  public static final Option<Duration> MAX_RUN =
      Option.of(
          "max-run",
          ValueType.duration(Duration.ofMillis(100)),
          "10s",
          "How long one run of a graph may take, or twenty times its predicted time if that is"
              + " longer; then it is ended, and its sequence fails with RESOURCE_EXHAUSTED.");

  static final RunLimit DEFAULT = new RunLimit(Duration.ofSeconds(10));

  /** Returns the limit for a run of that predicted time, in nanoseconds. */
  long nanos(double predictedNanos) {
    return (long) Math.max((double) least.toNanos(), PREDICTIONS * predictedNanos);
  }

  /** Returns the limit for a row that may be the one that made a shared run too long. */
  long nanosOfSuspect(double predictedNanos) {
    return (long) Math.max(least.toNanos() / (double) SUSPECTS_PART, PREDICTIONS * predictedNanos);
  }

  /** Whether a run of that age is slow: it holds its lane far longer than was predicted. */
  static boolean isSlow(long ageNanos, long limitNanos) {
    return ageNanos > limitNanos / SLOW_PART;
  }
}
