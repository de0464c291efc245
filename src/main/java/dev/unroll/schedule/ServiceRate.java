package dev.unroll.schedule;

/**
 * How much of the predicted work a lane really takes off in a second. Predictions are of slices; a
 * lane also chooses, hands answers over, and on a busy machine waits for a core. Whoever is let in
 * by predictions alone comes too late, and so does everybody behind: a server that is asked for
 * three times what it can do would then do work for nobody.
 *
 * <p>Guarded by the scheduler's lock.
 */
final class ServiceRate {
  /** Of lane's time, over which it forgets. */
  private static final double HORIZON_NANOS = 1e9;

  private static final double SLOWEST = 0.05;
  private static final double FASTEST = 2;

  private double workNanos = HORIZON_NANOS;
  private double elapsedNanos = HORIZON_NANOS;

  /** A lane has taken off so much predicted work in so much time, in which it never lacked any. */
  void took(double predictedNanos, long nanos) {
    // A machine that slept for an hour has not been slow for an hour.
    double elapsed = Math.min((double) nanos, HORIZON_NANOS);
    double kept = Math.exp(-elapsed / HORIZON_NANOS);
    workNanos = workNanos * kept + predictedNanos;
    elapsedNanos = elapsedNanos * kept + elapsed;
  }

  /** Predicted nanoseconds that a lane takes off in a nanosecond. */
  double get() {
    return Math.max(SLOWEST, Math.min(FASTEST, workNanos / elapsedNanos));
  }
}
