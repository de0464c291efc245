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
   * The time until a row's deadline must be at least its predicted time multiplied by this. A row
   * that is admitted with no margin is late about half of the time, and then its work is lost.
   */
  private static final double HEADROOM = 1.25;

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
    return new QueuedWork(nanosPerLane(), leastWaitNanos(rows, servedModels));
  }

  private double leastWaitNanos(int rows, int servedModels) {
    // A model without rows does not wait behind the others.
    if (rows < lanes || models.size() < servedModels) {
      return 0;
    }
    double least = models.keySet().stream().mapToDouble(this::waitNanos).min().orElse(0);
    return HEADROOM * least;
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
          "the admitted sequences hold %d bytes, and this one needs %d more; the limit is %d"
              .formatted(bytes, ownBytes, admissionConfig.maxBytes()),
          nanosPerLane() * ownBytes / Math.max(1, bytes));
    }
    double over = nanosPerLane() - admissionConfig.maxBacklog().toNanos();
    if (over > 0) {
      return refusal(
          "backlog",
          "%.1f seconds of work wait for each lane; the limit is %.1f"
              .formatted(nanosPerLane() / 1e9, admissionConfig.maxBacklog().toNanos() / 1e9),
          over);
    }
    // While fewer rows than lanes are in, the deadline is not checked: only a slice that runs can
    // correct a wrong prediction.
    double takes = waitNanos(model) + ownNanos / serviceRate.get();
    double late = HEADROOM * takes - budgetNanos;
    if (rows >= lanes && budgetNanos != Long.MAX_VALUE && late > 0) {
      return refusal(
          "deadline",
          "it is predicted to take %.3f seconds, which with a margin of %.0f%% makes %.3f; the deadline is in %.3f"
              .formatted(
                  takes / 1e9, 100 * (HEADROOM - 1), HEADROOM * takes / 1e9, budgetNanos / 1e9),
          late);
    }
    return null;
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
