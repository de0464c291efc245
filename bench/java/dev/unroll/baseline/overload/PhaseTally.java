package dev.unroll.baseline.overload;

import dev.unroll.baseline.overload.PhaseReport.Percentiles;
import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Counts the calls that were due in the measured time, and the answers that came in it. Used by one
 * thread.
 */
final class PhaseTally {
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final long deadlineNanos;
  private final Histogram lateness = new Histogram(DIGITS);
  private final Histogram answers = new Histogram(DIGITS);
  private final Histogram refusals = new Histogram(DIGITS);
  private final Map<Status.Code, Long> otherEnds = new TreeMap<>();
  private final Map<Status.Code, String> examples = new TreeMap<>();
  private long sent;
  private long unsent;
  private long inTime;
  private long useful;

  PhaseTally(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  void sent(long latenessNanos) {
    sent++;
    lateness.recordValue(Math.max(0, latenessNanos));
  }

  void unsent() {
    unsent++;
  }

  /** Counts an answer that has just come in time, whenever its call was sent. */
  void useful() {
    useful++;
  }

  boolean isInTime(long latencyNanos) {
    return latencyNanos <= deadlineNanos;
  }

  /**
   * Records the end of a call that was sent in the measured time.
   *
   * @param answered whether it is OK and has an answer
   */
  void ended(Status status, boolean answered, long latencyNanos) {
    if (answered) {
      answers.recordValue(latencyNanos);
      inTime += isInTime(latencyNanos) ? 1 : 0;
    } else if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      refusals.recordValue(latencyNanos);
    } else {
      otherEnds.merge(status.getCode(), 1L, Long::sum);
      examples.putIfAbsent(status.getCode(), String.valueOf(status.getDescription()));
    }
  }

  long sent() {
    return sent;
  }

  long unsentCalls() {
    return unsent;
  }

  long inTime() {
    return inTime;
  }

  long refused() {
    return refusals.getTotalCount();
  }

  long usefulAnswers() {
    return useful;
  }

  Map<String, String> otherEnds() {
    var words = new TreeMap<String, String>();
    otherEnds.forEach(
        (code, count) -> words.put(code.name(), count + ", such as: " + examples.get(code)));
    return words;
  }

  Percentiles lateness() {
    return percentiles(lateness);
  }

  Percentiles answers() {
    return percentiles(answers);
  }

  Percentiles refusals() {
    return percentiles(refusals);
  }

  /** Returns the percentiles of a histogram of nanoseconds. */
  static Percentiles percentiles(Histogram nanos) {
    return nanos.getTotalCount() == 0
        ? new Percentiles(Double.NaN, Double.NaN)
        : new Percentiles(
            nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
            nanos.getValueAtPercentile(99) / NANOS_PER_MILLI);
  }
}
