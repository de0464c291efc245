package dev.unroll.core;

/**
 * The deadline of a row, and how soon it becomes urgent.
 *
 * @param deadlineNanos in the ticker's nanoseconds; {@link Long#MAX_VALUE} means none
 * @param patienceNanos how long a ready row may wait for a slice before it becomes urgent; it
 *     becomes urgent at its deadline if that is sooner
 */
public record Priority(long deadlineNanos, long patienceNanos) {
  /**
   * The usual patience. It counts from each time that a row becomes ready, not from its arrival.
   * Otherwise a row that generates would stay ahead of all new rows until its end.
   */
  public static final long USUAL_PATIENCE_NANOS = 1_000_000_000L;

  /** Returns a priority with this deadline and the usual patience. */
  public static Priority by(long deadlineNanos) {
    return new Priority(deadlineNanos, USUAL_PATIENCE_NANOS);
  }

  /**
   * Returns a priority with the same deadline and a multiple of the usual patience.
   *
   * @param times greater than 0
   */
  public Priority patient(double times) {
    return new Priority(deadlineNanos, (long) (USUAL_PATIENCE_NANOS * times));
  }

  /** Returns the priority without a deadline, for a session that outlives its first request. */
  public Priority withoutDeadline() {
    return new Priority(Long.MAX_VALUE, patienceNanos);
  }
}
