package dev.unroll.inference;

import dev.unroll.schedule.Urgency;

/**
 * How soon a call wants its answer.
 *
 * @param deadlineNanos on the ticker's scale; {@link Long#MAX_VALUE}: none
 * @param patience how long it waits for its turn beside others, 1 being usual; over 0
 */
public record Priority(long deadlineNanos, double patience) {
  /** The usual patience. */
  public static Priority by(long deadlineNanos) {
    return new Priority(deadlineNanos, 1);
  }

  Urgency urgency() {
    return Urgency.by(deadlineNanos).patient(patience);
  }

  /** Of a session that outlives this request. */
  Urgency withoutDeadline() {
    return Urgency.by(Long.MAX_VALUE).patient(patience);
  }
}
