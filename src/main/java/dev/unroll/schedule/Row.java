package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.execution.RowExecution;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One sequence on its way through a plan.
 *
 * <p>Any thread may read the final fields. {@code state}, the row's urgency and its share of the
 * backlog are guarded by the scheduler's lock. The state of {@code rowExecution}, {@code
 * readySinceNanos}, {@code timing} and {@code lastStepNanos} belong to the row's lane while the row
 * is RUNNING, and otherwise to the thread that holds the lock. The lock hands them over.
 */
final class Row implements Comparable<Row> {
  enum State {
    /** The row waits for a slice. */
    WAITING,
    /** The row has no steps to run until more input arrives. */
    IDLE,
    /** The row is in a slice. */
    RUNNING,
    /** The row is not in the scheduler yet, or has left it. */
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

  /** Increases in the order in which rows were submitted. */
  long number;

  /** What rows have in common with it that share its next slice; set when it becomes ready. */
  @Nullable SliceKey key;

  /** Whether its next run is long; set when it becomes ready. */
  boolean isLong;

  private long urgencyNanos;
  double backlogNanos;
  long backlogBytes;
  long readySinceNanos;
  RowTiming timing = RowTiming.NONE;
  long lastStepNanos;

  /** Whether it runs alone, since a run that it shared took too long. Its lane sets it. */
  boolean isSuspect;

  /** Any thread may set it; only ever set to true. */
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
   * Sets the row's urgency; the row waits for a slice from now on.
   *
   * @param newKey what rows have in common with it that share its next slice
   * @param nextIsLong whether its next run is long
   * @param turnNanos the row's turn by {@link FairShare}; not before {@code nowNanos}
   */
  void becomeReady(SliceKey newKey, boolean nextIsLong, long nowNanos, long turnNanos) {
    key = newKey;
    isLong = nextIsLong;
    readySinceNanos = nowNanos;
    urgencyNanos = Math.min(deadlineNanos, turnNanos + patienceNanos);
  }

  /** Returns the handle for whoever has submitted the row. */
  Ticket ticket(Scheduler scheduler) {
    return new Ticket() {
      @Override
      public void cancel() {
        scheduler.cancel(Row.this);
      }

      @Override
      public void wake() {
        scheduler.wake(Row.this);
      }
    };
  }

  /** Tells the listener of a fault. An exception that the listener throws is logged. */
  void fail(Fault fault) {
    try {
      listener.onFault(fault);
    } catch (Throwable e) {
      LOG.log(Level.WARNING, model + ": a listener threw while it was told of a fault", e);
    }
  }

  /**
   * Tells the listener that the row has ended between slices. Exceptions are passed on as faults.
   */
  void finish() {
    try {
      rowExecution.finish(listener, timing);
    } catch (Fault fault) {
      fail(fault);
    } catch (Throwable e) {
      fail(Fault.internal(model + ": the answer could not be delivered", e));
    }
    leave();
  }

  /** Tells the listener that the row has left. An exception that the listener throws is logged. */
  void leave() {
    try {
      listener.onGone();
    } catch (Throwable e) {
      LOG.log(
          Level.WARNING, model + ": a listener threw while it was told that its row had left", e);
    }
  }

  boolean isExpired(long nowNanos) {
    return deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0;
  }

  /**
   * Returns the steps that the {@link CostModel} counts if the next slice takes all of the row's
   * steps.
   */
  int extent() {
    return rowExecution.attendedSteps() > 0 ? rowExecution.attendedSteps() : rowExecution.steps();
  }

  /** Returns what rows must have in common with it to share its next slice. */
  SliceKey nextKey() {
    int steps = rowExecution.isSliced() ? SliceKey.ANY_STEPS : rowExecution.steps();
    var alone = isSuspect ? this : null;
    return new SliceKey(rowExecution.stage(), steps, rowExecution.attendedSteps(), alone);
  }

  /** Orders the most urgent row first; rows of equal urgency in the order of submission. */
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
