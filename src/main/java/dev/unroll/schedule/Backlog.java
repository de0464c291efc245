package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be computed for the rows that are in, in predicted nanoseconds of lanes and in
 * bytes; and who is let in on top of it.
 *
 * <p>Guarded by the scheduler's lock.
 */
final class Backlog {
  private static final Duration LEAST_RETRY = Duration.ofMillis(10);
  private static final Duration MOST_RETRY = Duration.ofSeconds(30);

  /**
   * A call must have so many times the time that it is predicted to take. Those that are let in at
   * the very edge are late as often as not, and what was computed for them is lost.
   */
  private static final double HEADROOM = 1.25;

  private final int lanes;
  private final Limits limits;
  private final Map<ModelKey, Double> models = new HashMap<>();
  private final ServiceRate serviceRate = new ServiceRate();
  private double nanos;
  private long bytes;

  Backlog(int lanes, Limits limits) {
    this.lanes = lanes;
    this.limits = limits;
  }

  /** A row has so much to do, and holds so much; it replaces what the row had before. */
  void set(Row row, double nanosLeft, long bytesHeld) {
    nanos += nanosLeft - row.backlogNanos;
    bytes += bytesHeld - row.backlogBytes;
    models.merge(row.model, nanosLeft - row.backlogNanos, Double::sum);
    row.backlogNanos = nanosLeft;
    row.backlogBytes = bytesHeld;
  }

  /** A model without rows has nothing to do, whatever sums of fractions say. */
  void forget(ModelKey model) {
    nanos -= models.getOrDefault(model, 0.0);
    models.remove(model);
    if (models.isEmpty()) {
      nanos = 0;
    }
  }

  /** A lane has taken off so much of it in so much time. */
  void took(double predictedNanos, long elapsedNanos) {
    serviceRate.took(predictedNanos, elapsedNanos);
  }

  /** What the work that is inside will take each lane. */
  double nanosPerLane() {
    return nanos / lanes / serviceRate.get();
  }

  /**
   * How long a new row of that model waits before its own work begins: behind all work, or behind
   * its own model's at that model's share of the lanes, whichever is less.
   */
  private double waitNanos(ModelKey model) {
    int sharing = models.size() + (models.containsKey(model) ? 0 : 1);
    return Math.min(nanos, models.getOrDefault(model, 0.0) * sharing) / lanes / serviceRate.get();
  }

  /**
   * Why a row is not let in, or null.
   *
   * @param rows that are in
   * @param ownNanos what the row has to do
   * @param ownBytes what the row will hold
   * @param budgetNanos from now to its deadline; {@link Long#MAX_VALUE}: none
   */
  @Nullable Refusal refusal(
      ModelKey model, int rows, double ownNanos, long ownBytes, long budgetNanos) {
    if (rows >= limits.maxRows()) {
      return refusal(
          "rows",
          "the server holds " + rows + " sequences, its limit is " + limits.maxRows(),
          nanosPerLane() / rows);
    }
    if (rows > 0 && bytes + ownBytes > limits.maxBytes()) {
      return refusal(
          "bytes",
          "the sequences that wait hold %d bytes and this one %d more; the limit is %d"
              .formatted(bytes, ownBytes, limits.maxBytes()),
          nanosPerLane() * ownBytes / Math.max(1, bytes));
    }
    double over = nanosPerLane() - limits.maxBacklog().toNanos();
    if (over > 0) {
      return refusal(
          "backlog",
          "%.1f seconds of work wait for each lane; the limit is %.1f"
              .formatted(nanosPerLane() / 1e9, limits.maxBacklog().toNanos() / 1e9),
          over);
    }
    // Of an empty server nothing is refused: only what runs can correct a prediction.
    double takes = waitNanos(model) + ownNanos / serviceRate.get();
    double late = HEADROOM * takes - budgetNanos;
    if (rows >= lanes && budgetNanos != Long.MAX_VALUE && late > 0) {
      return refusal(
          "deadline",
          "it is predicted to take %.3f seconds, and the deadline is in %.3f"
              .formatted(takes / 1e9, budgetNanos / 1e9),
          late);
    }
    return null;
  }

  private static Refusal refusal(String reason, String words, double retryNanos) {
    var retry = Duration.ofNanos((long) retryNanos);
    retry = retry.compareTo(LEAST_RETRY) < 0 ? LEAST_RETRY : retry;
    retry = retry.compareTo(MOST_RETRY) > 0 ? MOST_RETRY : retry;
    return new Refusal(reason, Fault.exhausted(words, retry));
  }

  /**
   * Why a row was not let in.
   *
   * @param reason "rows", "bytes", "backlog" or "deadline"
   */
  record Refusal(String reason, Fault fault) {}
}
