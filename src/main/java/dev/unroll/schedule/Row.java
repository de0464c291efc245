package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.execution.RowExecution;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import java.lang.System.Logger.Level;

/**
 * One sequence on its way through a plan.
 *
 * <p>Final fields may be read by anyone. {@code state}, the row's priority and its share of the
 * backlog are guarded by the scheduler's lock. {@code progress}, {@code readySinceNanos}, {@code
 * timing} and {@code lastStepNanos} belong to whoever advances the row: its lane while it is
 * RUNNING, else whoever holds the lock, which hands them over.
 */
final class Row implements Comparable<Row> {
  enum State {
    /** It wants a slice. */
    WAITING,
    /** It has nothing to give until more comes from outside. */
    IDLE,
    /** It is in a slice. */
    RUNNING,
    /** It is not, or not any more, with the scheduler. */
    OUTSIDE
  }

  private static final System.Logger LOG = System.getLogger(Row.class.getName());

  final ModelKey model;
  final RowExecution rowExecution;
  final RowListener listener;
  final long arrivalNanos;
  final long deadlineNanos;
  private final long patienceNanos;

  State state;

  /** Rows that came later have larger ones. */
  long number;

  private long urgencyNanos;
  double backlogNanos;
  long backlogBytes;
  long readySinceNanos;
  RowTiming timing = RowTiming.NONE;
  long lastStepNanos;

  /** Set by anyone, only to true. */
  volatile boolean cancelled;

  Row(
      ModelKey model,
      RowExecution rowExecution,
      RowListener listener,
      long arrivalNanos,
      Priority priority) {
    this.model = model;
    this.rowExecution = rowExecution;
    this.listener = listener;
    this.arrivalNanos = arrivalNanos;
    this.deadlineNanos = priority.deadlineNanos();
    this.patienceNanos = priority.patienceNanos();
    this.state = State.OUTSIDE;
  }

  /**
   * It waits for a slice from now on.
   *
   * @param turnNanos when its model's share of the lanes gets to it, now or later
   */
  void becomeReady(long nowNanos, long turnNanos) {
    readySinceNanos = nowNanos;
    urgencyNanos = Math.min(deadlineNanos, turnNanos + patienceNanos);
  }

  /** Ends the answers with a fault. A listener that throws harms nobody but itself. */
  void fail(Fault fault) {
    try {
      listener.onFault(fault);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, model + ": a listener failed while it was told of a fault", e);
    }
  }

  /** It has ended without a slice. A listener that throws harms nobody but itself. */
  void finish() {
    try {
      rowExecution.finish(listener, timing);
    } catch (Fault fault) {
      fail(fault);
    } catch (RuntimeException | Error e) {
      fail(Fault.internal(model + ": the answer could not be delivered", e));
    }
    leave();
  }

  /** The last word to the listener. One that throws harms nobody but itself. */
  void leave() {
    try {
      listener.onGone();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, model + ": a listener failed while its row left", e);
    }
  }

  boolean isExpired(long nowNanos) {
    return deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0;
  }

  /** Steps by which its next slice costs, were it to take all: see {@link CostModel}. */
  int extent() {
    return rowExecution.attendedSteps() > 0 ? rowExecution.attendedSteps() : rowExecution.steps();
  }

  SliceKey key() {
    int steps = rowExecution.isSliced() ? SliceKey.ANY_STEPS : rowExecution.steps();
    return new SliceKey(rowExecution.stage(), steps, rowExecution.attendedSteps());
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
