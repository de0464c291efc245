package dev.unroll.schedule.cost;

/**
 * How much predicted work a lane really does in a second. Predictions cover slices only, but a lane
 * also chooses slices, delivers answers, and waits for a core on a busy machine. Without this
 * correction an overloaded server would admit rows that miss their deadlines, and would compute
 * answers that arrive too late.
 *
 * <p>Guarded by the scheduler's lock.
 */
public final class ServiceRate {
  /** The time constant of the exponential decay, in nanoseconds of lane time. */
  private static final double HORIZON_NANOS = 1e9;

  private static final double SLOWEST = 0.05;
  private static final double FASTEST = 2;

  private double workNanos = HORIZON_NANOS;
  private double elapsedNanos = HORIZON_NANOS;

  /**
   * Records that a lane did {@code predictedNanos} of work in {@code nanos}, without waiting for
   * rows.
   */
  public void took(double predictedNanos, long nanos) {
    // A machine that was suspended for an hour was not slow for an hour.
    double elapsed = Math.min((double) nanos, HORIZON_NANOS);
    double kept = Math.exp(-elapsed / HORIZON_NANOS);
    workNanos = workNanos * kept + predictedNanos;
    elapsedNanos = elapsedNanos * kept + elapsed;
  }

  /** Returns the predicted nanoseconds of work that a lane does in one nanosecond. */
  public double get() {
    return Math.max(SLOWEST, Math.min(FASTEST, workNanos / elapsedNanos));
  }
}
