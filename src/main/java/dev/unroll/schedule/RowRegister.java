package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All rows that are with the scheduler, by what they do. Guarded by the scheduler's lock. */
final class RowRegister {
  private final ReadyRows ready = new ReadyRows();
  private final Set<Row> idle = new LinkedHashSet<>();
  private final RowCensus census = new RowCensus();
  private final FairShare fairShare;
  private final Backlog backlog;
  private int size;

  RowRegister(int lanes, Limits limits) {
    fairShare = new FairShare(lanes);
    backlog = new Backlog(lanes, limits);
  }

  /** What they have still to take. */
  Backlog backlog() {
    return backlog;
  }

  /** Those that wait for a slice. */
  ReadyRows ready() {
    return ready;
  }

  int size() {
    return size;
  }

  /** Those that wait or run. */
  int busy() {
    return size - idle.size();
  }

  Map<ModelKey, RowCounts> counts() {
    return census.counts();
  }

  /** Why a row that has come cannot be taken in; null: it can. */
  Backlog.@Nullable Refusal refusal(Row row, long nowNanos) {
    var work = row.rowExecution;
    long budget =
        row.deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : row.deadlineNanos - nowNanos;
    return backlog.refusal(row.model, busy(), work.nanosLeft(), work.bytes(), budget);
  }

  /**
   * Puts a row that is in no slice where it belongs: among those that wait, or that are idle.
   * False: it has come to its end and has left; the caller tells its listener so, without the lock.
   */
  boolean settle(Row row, long nowNanos) {
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
    // More than a share of the longest slice no row takes at once.
    double nanos =
        Math.min(row.rowExecution.cost().nanosPerRow(row.extent()), SliceChooser.LONGEST_NANOS / 4);
    return fairShare.turnNanos(row.model, nanos, census.busyModels(), nowNanos);
  }

  /** Rows that wait are in a slice from now on. */
  void start(Slice slice) {
    for (var row : slice.rows()) {
      ready.remove(row);
      become(row, Row.State.RUNNING);
    }
  }

  /** A row that waits, is idle or was in a slice is no longer here. */
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

  /** Those that are in no slice leave. */
  List<Row> leaveAll() {
    var left = new ArrayList<Row>(ready.all());
    left.addAll(idle);
    left.forEach(this::leave);
    return left;
  }

  /** A model's rows that are in no slice, for the caller to settle again. */
  List<Row> takeBack(ModelKey model) {
    var rows = new ArrayList<Row>();
    ready.all().stream().filter(row -> row.model.equals(model)).forEach(rows::add);
    // While they are still found where they are: what they want next may change.
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
