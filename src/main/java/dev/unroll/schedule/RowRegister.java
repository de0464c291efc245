package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All rows in the scheduler, by state. Guarded by the scheduler's lock. */
final class RowRegister {
  private final ReadyRows ready = new ReadyRows();
  private final LongRuns longRuns;
  private final Set<Row> idle = new LinkedHashSet<>();
  private final RowCensus census = new RowCensus();
  private final FairShare fairShare;
  private final Backlog backlog;
  private int size;

  RowRegister(int lanes, AdmissionConfig admissionConfig) {
    longRuns = new LongRuns(lanes);
    fairShare = new FairShare(lanes);
    backlog = new Backlog(lanes, admissionConfig);
  }

  /** Returns the work that the rows still need. */
  Backlog backlog() {
    return backlog;
  }

  /** Whether no row waits for a slice. */
  boolean isQuiet() {
    return ready.isEmpty();
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
    // The row's execution is asked before anything changes: it may throw.
    row.rowExecution.receive();
    long bytes = row.rowExecution.bytes();
    if (row.rowExecution.steps() > 0) {
      var key = row.nextKey();
      boolean isLong = longRuns.isLong(row, nowNanos);
      double nanosLeft = row.rowExecution.nanosLeft();
      double nextNanos = nextNanos(row);
      become(row, Row.State.WAITING);
      backlog.set(row, nanosLeft, bytes);
      long turn = fairShare.turnNanos(row.model, nextNanos, census.busyModels(), nowNanos);
      row.becomeReady(key, isLong, nowNanos, turn);
      ready.add(row);
    } else if (row.rowExecution.isEnded()) {
      leave(row);
      return false;
    } else {
      become(row, Row.State.IDLE);
      backlog.set(row, 0, bytes);
    }
    return true;
  }

  /** Returns the row's share of the time of its next slice. */
  private static double nextNanos(Row row) {
    double nanos = row.rowExecution.cost().nanosPerRow(row.extent());
    // A row that can be sliced takes at most a share of the longest slice at once.
    return row.rowExecution.isSliced() ? Math.min(nanos, SliceSizer.LONGEST_NANOS / 4) : nanos;
  }

  /**
   * Returns the next slice and moves its rows from WAITING to RUNNING; null if there is none.
   *
   * @param expired gets rows whose deadline has passed, which the caller must remove first
   */
  @Nullable Slice start(int idleLanes, long sinceNanos, long nowNanos, List<Row> expired) {
    var slice = pick(idleLanes, sinceNanos, nowNanos, expired);
    if (slice == null) {
      return null;
    }
    boolean isLong = slice.rows().get(0).isLong;
    for (var row : slice.rows()) {
      ready.remove(row);
      become(row, Row.State.RUNNING);
    }
    longRuns.start(slice, isLong);
    if (isLong) {
      ready.longRows().began(slice.model(), slice.predictedNanos());
    }
    return slice;
  }

  /** Returns the next slice, and moves no row. */
  @Nullable Slice pick(int idleLanes, long sinceNanos, long nowNanos, List<Row> expired) {
    boolean takesLong = longRuns.mayBegin();
    return SlicePicker.pick(ready, takesLong, idleLanes, sinceNanos, nowNanos, expired);
  }

  /** Records that a slice has ended. Its rows stay RUNNING. */
  void end(Slice slice) {
    longRuns.end(slice);
  }

  /** Whether a lane that waits could begin a long run. */
  boolean offersLongRun() {
    return longRuns.mayBegin() && !ready.longRows().isEmpty();
  }

  /** See {@link LongRuns#isSlow(Slice, long)}. */
  boolean isSlow(Slice slice, long nowNanos) {
    return longRuns.isSlow(slice, nowNanos);
  }

  /** Returns the row that is next, whatever it needs; null if none waits. */
  @Nullable Row next() {
    return Stream.concat(ready.brief().stream(), ready.longRows().next().stream())
        .min(Comparator.naturalOrder())
        .orElse(null);
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

  /** Returns all rows that are in no slice. */
  List<Row> all() {
    var all = ready.all();
    all.addAll(idle);
    return all;
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
