package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.schedule.cost.ServiceRate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The work that admitted rows still need, in predicted nanoseconds of lane time, and the bytes that
 * they hold. Admission control decides by it whether a further row is admitted.
 *
 * <p>Guarded by the scheduler's lock.
 */
final class Backlog {
  /**
   * The time until a row's deadline must be at least this many times its predicted wait. A row that
   * is admitted with no margin is late about half of the time, and then its work is lost. If a
   * server at its limit becomes slower for a moment, all rows that wait are late, so the margin is
   * large. It costs nothing: a queue of half the time keeps the lanes as busy as a longer one.
   */
  private static final double WAIT_MARGIN = 2;

  /** The same for the row's own work, which does not depend on what others do. */
  private static final double WORK_MARGIN = 1.25;

  private final int lanes;
  private final AdmissionConfig admissionConfig;
  private final Map<ModelKey, Double> models = new HashMap<>();
  private final ServiceRate serviceRate = new ServiceRate();
  private double nanos;
  private long bytes;

  Backlog(int lanes, AdmissionConfig admissionConfig) {
    this.lanes = lanes;
    this.admissionConfig = admissionConfig;
  }

  /** Sets a row's remaining work and its bytes. They replace the row's earlier values. */
  void set(Row row, double nanosLeft, long bytesHeld) {
    nanos += nanosLeft - row.backlogNanos;
    bytes += bytesHeld - row.backlogBytes;
    models.merge(row.model, nanosLeft - row.backlogNanos, Double::sum);
    row.backlogNanos = nanosLeft;
    row.backlogBytes = bytesHeld;
  }

  /**
   * Drops a model that has no rows left, so that rounding errors of its sum do not stay in the
   * total.
   */
  void forget(ModelKey model) {
    nanos -= models.getOrDefault(model, 0.0);
    models.remove(model);
    if (models.isEmpty()) {
      nanos = 0;
    }
  }

  /** Records that a lane did {@code predictedNanos} of work in {@code elapsedNanos}. */
  void took(double predictedNanos, long elapsedNanos) {
    serviceRate.took(predictedNanos, elapsedNanos);
  }

  /** Returns how long each lane needs for the admitted work, in nanoseconds. */
  double nanosPerLane() {
    return nanos / lanes / serviceRate.get();
  }

  /**
   * Returns how long a new row of the model waits before its own work begins: behind all work, or
   * behind its own model's work at that model's share of the lanes, whichever is less.
   */
  private double waitNanos(ModelKey model) {
    int sharing = models.size() + (models.containsKey(model) ? 0 : 1);
    return Math.min(nanos, models.getOrDefault(model, 0.0) * sharing) / lanes / serviceRate.get();
  }

  /**
   * Returns the work that is queued.
   *
   * @param rows how many rows wait or run now
   * @param servedModels how many models are served
   */
  QueuedWork queuedWork(int rows, int servedModels) {
    double mean = rows == 0 ? 0 : nanosPerLane() / rows;
    return new QueuedWork(nanosPerLane(), leastWaitNanos(rows, servedModels), WAIT_MARGIN * mean);
  }

  private double leastWaitNanos(int rows, int servedModels) {
    // A model without rows does not wait behind the others.
    if (rows < lanes || models.size() < servedModels) {
      return 0;
    }
    double least = models.keySet().stream().mapToDouble(this::waitNanos).min().orElse(0);
    return WAIT_MARGIN * least;
  }

  /**
   * Returns why a row is refused; null if it is admitted.
   *
   * @param rows how many rows wait or run now
   * @param ownNanos the row's own predicted work
   * @param ownBytes the bytes that the row will hold
   * @param budgetNanos the time from now to the row's deadline; {@link Long#MAX_VALUE} means that
   *     it has none
   */
  @Nullable Refusal refusal(
      ModelKey model, int rows, double ownNanos, long ownBytes, long budgetNanos) {
    if (rows >= admissionConfig.maxRows()) {
      return refusal(
          "rows",
          "the server holds " + rows + " sequences, its limit is " + admissionConfig.maxRows(),
          nanosPerLane() / rows);
    }
    if (rows > 0 && bytes + ownBytes > admissionConfig.maxBytes()) {
      return refusal(
          "bytes",
          "the admitted sequences hold "
              + bytes
              + " bytes, and this one needs "
              + ownBytes
              + " more; the limit is "
              + admissionConfig.maxBytes(),
          nanosPerLane() * ownBytes / Math.max(1, bytes));
    }
    double over = nanosPerLane() - admissionConfig.maxBacklog().toNanos();
    if (over > 0) {
      return refusal(
          "backlog",
          seconds(nanosPerLane())
              + " seconds of work wait for each lane; the limit is "
              + seconds((double) admissionConfig.maxBacklog().toNanos()),
          over);
    }
    // While fewer rows than lanes are in, the deadline is not checked: only a slice that runs can
    // correct a wrong prediction.
    double wait = waitNanos(model);
    double work = ownNanos / serviceRate.get();
    double late = WAIT_MARGIN * wait + WORK_MARGIN * work - budgetNanos;
    if (rows >= lanes && budgetNanos != Long.MAX_VALUE && late > 0) {
      return refusal(
          "deadline",
          "it is predicted to wait for "
              + seconds(wait)
              + " seconds and to take "
              + seconds(work)
              + ", and with a margin needs "
              + seconds(late + budgetNanos)
              + "; the deadline is in "
              + seconds((double) budgetNanos),
          late);
    }
    return null;
  }

  /** Returns seconds with milliseconds. A server far over its capacity has no time for a format. */
  private static String seconds(double nanos) {
    long millis = Math.round(nanos / 1e6);
    var fraction = Long.toString(1000 + Math.abs(millis % 1000));
    return millis / 1000 + "." + fraction.substring(1);
  }

  private static Refusal refusal(String reason, String words, double retryNanos) {
    return new Refusal(reason, Fault.exhausted(words, retryNanos));
  }

  /**
   * Why a row was refused.
   *
   * @param reason "rows", "bytes", "backlog" or "deadline"
   */
  record Refusal(String reason, Fault fault) {}
}
