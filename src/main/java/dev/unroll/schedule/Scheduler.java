package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds the rows and hands out slices of them.
 *
 * <p>Lanes pull: there is no batching delay and no batch size to tune. A free lane takes what is
 * there; while all lanes are busy rows gather, and the next slice is larger. Batching appears under
 * load and costs nothing without it.
 *
 * <p>One lock guards what waits and what runs. Nothing is computed and no listener is called under
 * it.
 */
public final class Scheduler {
  /** How many rows of a model wait and run. */
  public record RowCounts(int ready, int running) {
    static final RowCounts NONE = new RowCounts(0, 0);

    RowCounts plus(int moreReady, int moreRunning) {
      return new RowCounts(ready + moreReady, running + moreRunning);
    }
  }

  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  private final Ticker ticker;
  private final ScheduleMeter meter;
  private final int lanes;
  private final int maxRows;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final ReadyRows ready = new ReadyRows();
  private final Map<ModelKey, RowCounts> counts = new HashMap<>();
  private int rows;
  private long newest;
  private boolean closed;
  private boolean abandoned;

  /**
   * @param lanes how many lanes pull from it
   * @param maxRows rows that may wait and run; further ones are refused
   */
  public Scheduler(Ticker ticker, ScheduleMeter meter, int lanes, int maxRows) {
    this.ticker = ticker;
    this.meter = meter;
    this.lanes = lanes;
    this.maxRows = maxRows;
  }

  /**
   * Takes a row in.
   *
   * @param deadlineNanos on the ticker's scale; {@link Long#MAX_VALUE}: none
   * @throws Fault RESOURCE_EXHAUSTED if too many rows wait, UNAVAILABLE after {@link #close},
   *     DEADLINE_EXCEEDED if the deadline has passed
   */
  public Ticket submit(ModelKey model, Work work, long deadlineNanos, RowListener listener) {
    return submit(model, work.begin(), deadlineNanos, listener);
  }

  Ticket submit(ModelKey model, Progress progress, long deadlineNanos, RowListener listener) {
    long now = ticker.nanos();
    @Nullable Fault refusal;
    lock.lock();
    try {
      refusal = refusal(deadlineNanos, now);
      if (refusal == null) {
        var row = new Row(model, progress, listener, now, deadlineNanos, newest++);
        rows++;
        count(model, 1, 0);
        ready.add(row);
        changed.signal();
        return () -> cancel(row);
      }
    } finally {
      lock.unlock();
    }
    if (refusal.kind() == Fault.Kind.RESOURCE_EXHAUSTED) {
      meter.rejected("rows");
    }
    throw refusal;
  }

  private @Nullable Fault refusal(long deadlineNanos, long now) {
    if (closed) {
      return Fault.unavailable("the server is shutting down");
    }
    if (Row.isExpired(deadlineNanos, now)) {
      return Fault.deadlineExceeded("the deadline had passed when the call arrived");
    }
    if (rows >= maxRows) {
      return Fault.exhausted(
          "the server holds " + rows + " sequences, its limit is " + maxRows, RETRY_AFTER);
    }
    return null;
  }

  private void cancel(Row row) {
    row.cancelled = true;
    boolean gone;
    lock.lock();
    try {
      gone = row.state == Row.State.WAITING;
      if (gone) {
        ready.remove(row);
        leave(row, -1, 0);
      }
    } finally {
      lock.unlock();
    }
    if (gone) {
      row.leave();
    }
  }

  /** Waits for work. Null: closed, and nothing is left. */
  @Nullable Slice await() throws InterruptedException {
    return next(true);
  }

  /** Without waiting: the next slice, or null where nothing waits. */
  @Nullable Slice poll() throws InterruptedException {
    return next(false);
  }

  private @Nullable Slice next(boolean patient) throws InterruptedException {
    while (true) {
      var expired = new ArrayList<Row>();
      Slice slice = null;
      boolean end = false;
      lock.lockInterruptibly();
      try {
        var first = ready.first();
        if (first != null) {
          slice = take(first.key(), expired);
        } else if (!patient || (closed && rows == 0)) {
          end = true;
        } else {
          changed.await();
        }
      } finally {
        lock.unlock();
      }
      fail(expired, Fault.deadlineExceeded("the deadline passed"));
      if (slice != null || end) {
        return slice;
      }
    }
  }

  private @Nullable Slice take(SliceKey key, List<Row> expired) {
    long now = ticker.nanos();
    var taken = new ArrayList<Row>();
    for (var row : ready.take(key, SliceChooser.rows(key, ready.count(key), lanes))) {
      if (row.isExpired(now)) {
        leave(row, -1, 0);
        expired.add(row);
      } else {
        row.state = Row.State.RUNNING;
        count(row.model, -1, 1);
        taken.add(row);
      }
    }
    if (taken.isEmpty()) {
      return null;
    }
    int shortest = taken.stream().mapToInt(row -> row.progress.steps()).min().getAsInt();
    return new Slice(key.stage(), SliceChooser.steps(key, shortest, taken.size()), taken);
  }

  /** A slice is over: rows that are done or cancelled leave, the others wait for their next one. */
  void giveBack(Slice slice, List<Row> done) {
    long now = ticker.nanos();
    var gone = new ArrayList<Row>();
    var failed = new ArrayList<Row>();
    lock.lock();
    try {
      for (var row : slice.rows()) {
        if (row.cancelled || done.contains(row)) {
          leave(row, 0, -1);
          gone.add(row);
        } else if (abandoned) {
          leave(row, 0, -1);
          failed.add(row);
        } else {
          row.becomeReady(now);
          count(row.model, 1, -1);
          ready.add(row);
          changed.signal();
        }
      }
    } finally {
      lock.unlock();
    }
    gone.forEach(Row::leave);
    fail(failed, stopped());
  }

  private static Fault stopped() {
    return Fault.unavailable("the server stopped before it got to the end of this call");
  }

  private static void fail(List<Row> gone, Fault fault) {
    for (var row : gone) {
      row.fail(fault);
      row.leave();
    }
  }

  private void leave(Row row, int readyChange, int runningChange) {
    row.state = Row.State.GONE;
    rows--;
    count(row.model, readyChange, runningChange);
    if (closed && rows == 0) {
      changed.signalAll();
    }
  }

  private void count(ModelKey model, int readyChange, int runningChange) {
    var after = counts.getOrDefault(model, RowCounts.NONE).plus(readyChange, runningChange);
    if (after.equals(RowCounts.NONE)) {
      counts.remove(model);
    } else {
      counts.put(model, after);
    }
  }

  /** Rows that wait and run now; models without any are not in it. */
  public Map<ModelKey, RowCounts> counts() {
    lock.lock();
    try {
      return Map.copyOf(counts);
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more rows in; those that are in go on. Lanes end when none is left. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * After {@link #close}: fails the rows that are not done, so that lanes end after their present
   * slice.
   */
  public void abandon() {
    List<Row> left;
    lock.lock();
    try {
      closed = true;
      abandoned = true;
      left = ready.takeAll();
      left.forEach(row -> leave(row, -1, 0));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    fail(left, stopped());
  }

  Ticker ticker() {
    return ticker;
  }

  ScheduleMeter meter() {
    return meter;
  }
}
