package dev.unroll.core;

/**
 * When a caller wants to be served.
 *
 * @param deadlineNanos on the ticker's scale; {@link Long#MAX_VALUE}: none
 * @param patienceNanos how long a row waits for a slice, once it is ready for one, before it is
 *     preferred; the deadline may be sooner
 */
public record Priority(long deadlineNanos, long patienceNanos) {
  /**
   * The patience counts from each time that a row is ready, not from its arrival: rows that
   * generate would otherwise stay ahead of every newcomer to their end, and none could join them.
   */
  public static final long USUAL_PATIENCE_NANOS = 1_000_000_000L;

  /** The usual patience. */
  public static Priority by(long deadlineNanos) {
    return new Priority(deadlineNanos, USUAL_PATIENCE_NANOS);
  }

  /**
   * The same deadline with a multiple of the usual patience.
   *
   * @param times over 0
   */
  public Priority patient(double times) {
    return new Priority(deadlineNanos, (long) (USUAL_PATIENCE_NANOS * times));
  }

  /** The priority of a session that outlives the request which began it. */
  public Priority withoutDeadline() {
    return new Priority(Long.MAX_VALUE, patienceNanos);
  }
}
