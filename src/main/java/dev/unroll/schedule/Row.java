package dev.unroll.schedule;

import dev.unroll.core.ModelKey;

/**
 * One sequence on its way through a plan.
 *
 * <p>Final fields may be read by anyone. {@code state} and {@code readySinceNanos} are guarded by
 * the scheduler's lock. {@code progress}, {@code timing} and {@code lastStepNanos} belong to
 * whoever advances the row: its lane while it is RUNNING, else nobody; the lock hands them over.
 */
final class Row implements Comparable<Row> {
  enum State {
    WAITING,
    RUNNING,
    GONE
  }

  /** Without a deadline, or with a far one, a row wants to be done this long after it came. */
  static final long TARGET_NANOS = 1_000_000_000L;

  final ModelKey model;
  final Progress progress;
  final RowListener listener;
  final long arrivalNanos;
  final long deadlineNanos;
  private final long urgencyNanos;
  private final long number;

  State state = State.WAITING;
  long readySinceNanos;
  RowTiming timing = RowTiming.NONE;
  long lastStepNanos;

  /** Set by anyone, only to true. */
  volatile boolean cancelled;

  /**
   * @param deadlineNanos on the ticker's scale; {@link Long#MAX_VALUE}: none
   * @param number rows that came later have larger ones
   */
  Row(
      ModelKey model,
      Progress progress,
      RowListener listener,
      long arrivalNanos,
      long deadlineNanos,
      long number) {
    this.model = model;
    this.progress = progress;
    this.listener = listener;
    this.arrivalNanos = arrivalNanos;
    this.deadlineNanos = deadlineNanos;
    this.urgencyNanos = Math.min(deadlineNanos, arrivalNanos + TARGET_NANOS);
    this.number = number;
    this.readySinceNanos = arrivalNanos;
  }

  boolean isExpired(long nowNanos) {
    return deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0;
  }

  SliceKey key() {
    return new SliceKey(progress.stage(), progress.steps(), progress.likeness());
  }

  /** The most urgent first; of equals, the one that came first. */
  @Override
  public int compareTo(Row other) {
    int byUrgency = Long.compare(urgencyNanos, other.urgencyNanos);
    return byUrgency != 0 ? byUrgency : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
