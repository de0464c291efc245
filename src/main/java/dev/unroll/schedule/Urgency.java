package dev.unroll.schedule;

/**
 * When a row wants to be served.
 *
 * @param deadlineNanos on the ticker's scale; {@link Long#MAX_VALUE}: none
 * @param patienceNanos how long after it is ready for a slice it wants it, if the deadline is not
 *     sooner
 */
public record Urgency(long deadlineNanos, long patienceNanos) {
  /**
   * Not this long after it came: rows that generate would then stay ahead of every newcomer to
   * their end, and none could join them.
   */
  static final long USUAL_PATIENCE_NANOS = 1_000_000_000L;

  /** Of a row that is in no special hurry. */
  public static Urgency by(long deadlineNanos) {
    return new Urgency(deadlineNanos, USUAL_PATIENCE_NANOS);
  }

  /** The same with that many times the usual patience; over 0. */
  public Urgency patient(double times) {
    return new Urgency(deadlineNanos, (long) (USUAL_PATIENCE_NANOS * times));
  }
}
