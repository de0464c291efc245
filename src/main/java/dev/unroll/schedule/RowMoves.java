package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.schedule.execution.ScheduleMeter;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Moves rows while the scheduler's lock is held, and collects the callbacks of those that leave.
 * They are called afterwards, without the lock. A row that cannot be moved fails, and no other.
 *
 * <p>Not thread-safe: each call of a method of the scheduler makes its own.
 */
final class RowMoves {
  private static final System.Logger LOG = System.getLogger(RowMoves.class.getName());

  private final RowRegister rows;
  private final ScheduleMeter meter;
  private final List<Runnable> farewells = new ArrayList<>();
  private int readied;

  RowMoves(RowRegister rows, ScheduleMeter meter) {
    this.rows = rows;
    this.meter = meter;
  }

  /** Lets a row take in its new input; then it waits, is idle, or has left. */
  void enqueue(Row row, long nowNanos) {
    try {
      if (!rows.enqueue(row, nowNanos)) {
        // It ended between slices; its listener still gets the end.
        farewells.add(row::finish);
      }
      readied += row.state == Row.State.WAITING ? 1 : 0;
    } catch (Throwable e) {
      drop(row, e);
    }
  }

  /**
   * Takes back a slice's rows: rows that are done or cancelled leave, the others wait again.
   *
   * @param done rows whose listeners have the answer or the fault
   * @param isAbandoned whether no row may wait again
   */
  void settle(Slice slice, Set<Row> done, boolean isAbandoned, long nowNanos) {
    double taken = 0;
    rows.end(slice);
    for (var row : slice.rows()) {
      taken += row.backlogNanos;
      if (done.contains(row)) {
        learn(row);
        rows.leave(row);
        farewells.add(row::leave);
      } else if (row.cancelled) {
        cancel(row);
      } else if (isAbandoned) {
        stop(row);
      } else {
        enqueue(row, nowNanos);
      }
      taken -= row.backlogNanos;
    }
    rows.backlog().took(Math.max(0, taken), nowNanos - slice.sinceNanos());
  }

  /** Teaches the costs by a row that is done; its client has the answer, whatever comes of it. */
  private static void learn(Row row) {
    try {
      row.rowExecution.learn();
    } catch (Throwable e) {
      LOG.log(Level.WARNING, row.model + ": nothing was learned from a row", e);
    }
  }

  /** Removes a row that its caller has cancelled. */
  void cancel(Row row) {
    rows.leave(row);
    farewells.add(() -> {
      try {
        meter.left(row.model, "cancelled");
      } finally {
        row.leave();
      }
    });
  }

  /** Removes a row whose deadline has passed. */
  void expire(Row row) {
    fail(row, "expired", Fault.deadlineExceeded("the deadline passed"));
  }

  /** Removes a row because the server stops. */
  void stop(Row row) {
    fail(row, "stopped", Fault.unavailable("the server stopped before this call was done"));
  }

  private void fail(Row row, String reason, Fault fault) {
    rows.leave(row);
    farewells.add(() -> {
      try {
        meter.left(row.model, reason);
      } finally {
        row.fail(fault);
        row.leave();
      }
    });
  }

  /** Removes a row that the scheduler cannot handle. */
  void drop(Row row, Throwable failure) {
    rows.leave(row);
    farewells.add(() -> {
      row.fail(Fault.internal("model " + row.model + " failed: " + failure.getMessage(), failure));
      row.leave();
    });
  }

  /** Returns how many rows wait now that did not before. */
  int readied() {
    return readied;
  }

  boolean isEmpty() {
    return farewells.isEmpty();
  }

  /**
   * Calls all collected callbacks, even if one of them throws. The caller must not hold the
   * scheduler's lock.
   */
  void tell() {
    for (var farewell : farewells) {
      try {
        farewell.run();
      } catch (Throwable e) {
        LOG.log(Level.WARNING, "a row's end was not recorded", e);
      }
    }
  }
}
