package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.schedule.execution.ScheduleMeter;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that leave while the scheduler's lock is held. Their listeners are told afterwards,
 * without it.
 *
 * <p>Not safe for threads: each method of the scheduler has its own.
 */
final class DeferredCallbacks {
  private final List<Runnable> farewells = new ArrayList<>();
  private final ScheduleMeter meter;

  DeferredCallbacks(ScheduleMeter meter) {
    this.meter = meter;
  }

  /** Its listener knows its answer, or its fault, already. */
  void done(Row row) {
    farewells.add(row::leave);
  }

  /** It has come to its end between slices. */
  void finished(Row row) {
    farewells.add(row::finish);
  }

  void cancelled(Row row) {
    farewells.add(() -> {
      meter.left(row.model, "cancelled");
      row.leave();
    });
  }

  void expired(Row row) {
    failed(row, "expired", Fault.deadlineExceeded("the deadline passed"));
  }

  void stopped(Row row) {
    failed(
        row,
        "stopped",
        Fault.unavailable("the server stopped before it got to the end of this call"));
  }

  private void failed(Row row, String reason, Fault fault) {
    farewells.add(() -> {
      meter.left(row.model, reason);
      row.fail(fault);
      row.leave();
    });
  }

  /** Without the lock. */
  void tell() {
    farewells.forEach(Runnable::run);
  }
}
