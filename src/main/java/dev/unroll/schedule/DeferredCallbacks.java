package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.schedule.execution.ScheduleMeter;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the callbacks of rows that leave while the scheduler's lock is held. They are called
 * afterwards, without the lock.
 *
 * <p>Not thread-safe: each call of a method of the scheduler makes its own.
 */
final class DeferredCallbacks {
  private final List<Runnable> farewells = new ArrayList<>();
  private final ScheduleMeter meter;

  DeferredCallbacks(ScheduleMeter meter) {
    this.meter = meter;
  }

  /** Adds a row whose listener already has the answer or the fault. */
  void done(Row row) {
    farewells.add(row::leave);
  }

  /** Adds a row that ended between slices; its listener still gets the end. */
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
    failed(row, "stopped", Fault.unavailable("the server stopped before this call was done"));
  }

  private void failed(Row row, String reason, Fault fault) {
    farewells.add(() -> {
      meter.left(row.model, reason);
      row.fail(fault);
      row.leave();
    });
  }

  /** Calls all collected callbacks. The caller must not hold the scheduler's lock. */
  void tell() {
    farewells.forEach(Runnable::run);
  }
}
