package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All rows in the scheduler, by state. Guarded by the scheduler's lock. */
final class RowRegister {
  private final ReadyRows ready = new ReadyRows();
  private final Set<Row> idle = new LinkedHashSet<>();
  private final RowCensus census = new RowCensus();
  private final FairShare fairShare;
  private final Backlog backlog;
  private int size;

  RowRegister(int lanes, AdmissionConfig admissionConfig) {
    fairShare = new FairShare(lanes);
    backlog = new Backlog(lanes, admissionConfig);
  }

  /** Returns the work that the rows still need. */
  Backlog backlog() {
    return backlog;
  }

  /** Returns the rows that wait for a slice. */
  ReadyRows ready() {
    return ready;
  }

  int size() {
    return size;
  }

  /** Returns how many rows wait or run. */
  int busy() {
    return size - idle.size();
  }

  Map<ModelKey, RowCounts> counts() {
    return census.counts();
  }

  /** Returns why a new row is refused; null if it is admitted. */
  Backlog.@Nullable Refusal refusal(Row row, long nowNanos) {
    var work = row.rowExecution;
    long budget =
        row.deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : row.deadlineNanos - nowNanos;
    return backlog.refusal(row.model, busy(), work.nanosLeft(), work.bytes(), budget);
  }

  /**
   * Lets a row that is in no slice take in its new input, and adds it to the waiting or the idle
   * rows. Returns false if the row has ended and has left; then the caller tells its listener so,
   * without the lock.
   */
  boolean enqueue(Row row, long nowNanos) {
    row.rowExecution.receive();
    if (row.rowExecution.steps() > 0) {
      become(row, Row.State.WAITING);
      backlog.set(row, row.rowExecution.nanosLeft(), row.rowExecution.bytes());
      row.becomeReady(nowNanos, turn(row, nowNanos));
      ready.add(row);
    } else if (row.rowExecution.isEnded()) {
      leave(row);
      return false;
    } else {
      become(row, Row.State.IDLE);
      backlog.set(row, 0, row.rowExecution.bytes());
    }
    return true;
  }

  private long turn(Row row, long nowNanos) {
    // A row takes at most a share of the longest slice at once.
    double nanos =
        Math.min(row.rowExecution.cost().nanosPerRow(row.extent()), SliceSizer.LONGEST_NANOS / 4);
    return fairShare.turnNanos(row.model, nanos, census.busyModels(), nowNanos);
  }

  /** Moves the slice's rows from WAITING to RUNNING. */
  void start(Slice slice) {
    for (var row : slice.rows()) {
      ready.remove(row);
      become(row, Row.State.RUNNING);
    }
  }

  /** Removes a row, whatever its state. */
  void leave(Row row) {
    if (row.state == Row.State.WAITING) {
      ready.remove(row);
    }
    become(row, Row.State.OUTSIDE);
    backlog.set(row, 0, 0);
    if (census.isWithout(row.model)) {
      fairShare.forget(row.model);
      backlog.forget(row.model);
    }
  }

  /** Removes and returns all rows that are in no slice. */
  List<Row> leaveAll() {
    var left = new ArrayList<Row>(ready.all());
    left.addAll(idle);
    left.forEach(this::leave);
    return left;
  }

  /**
   * Returns a model's rows that are in no slice. The caller must {@link #enqueue} each of them
   * again.
   */
  List<Row> takeBack(ModelKey model) {
    var rows = new ArrayList<Row>();
    ready.all().stream().filter(row -> row.model.equals(model)).forEach(rows::add);
    // They are removed before they are enqueued: that may change the group that they are found in.
    rows.forEach(ready::remove);
    idle.stream().filter(row -> row.model.equals(model)).forEach(rows::add);
    return rows;
  }

  private void become(Row row, Row.State state) {
    census.move(row.model, row.state, state);
    if (row.state == Row.State.IDLE) {
      idle.remove(row);
    }
    if (state == Row.State.IDLE) {
      idle.add(row);
    }
    size += (state == Row.State.OUTSIDE ? 0 : 1) - (row.state == Row.State.OUTSIDE ? 0 : 1);
    row.state = state;
  }
}
