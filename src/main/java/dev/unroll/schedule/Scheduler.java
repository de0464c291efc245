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
    lock.lock();
    try {
      var row = new Row(model, progress, listener, now, deadlineNanos, newest++);
      admit(row, now);
      rows++;
      count(model, 1, 0);
      ready.add(row);
      changed.signal();
      return () -> cancel(row);
    } finally {
      lock.unlock();
    }
  }

  private void admit(Row row, long now) {
    if (closed) {
      throw Fault.unavailable("the server is shutting down");
    }
    if (row.isExpired(now)) {
      throw Fault.deadlineExceeded("the deadline had passed when the call arrived");
    }
    if (rows >= maxRows) {
      meter.rejected("rows");
      throw Fault.exhausted(
          "the server holds " + rows + " sequences, its limit is " + maxRows, RETRY_AFTER);
    }
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
      row.listener.onGone();
    }
  }

  /** Waits for work. Null: closed, and nothing is left. */
  @Nullable Slice await() throws InterruptedException {
    while (true) {
      var expired = new ArrayList<Row>();
      Slice slice = null;
      boolean end;
      lock.lockInterruptibly();
      try {
        var choice = SliceChooser.choose(ready.groups(), lanes);
        end = choice.isEmpty() && closed;
        if (choice.isPresent()) {
          slice = take(choice.get(), expired);
        } else if (!end) {
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

  /** Without waiting: the next slice, or null where nothing waits. */
  @Nullable Slice poll() throws InterruptedException {
    return nothingWaits() ? null : await();
  }

  private boolean nothingWaits() {
    lock.lock();
    try {
      return ready.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Slice take(SliceChooser.Choice choice, List<Row> expired) {
    long now = ticker.nanos();
    var taken = new ArrayList<Row>();
    for (var row : ready.take(choice.key(), choice.rows())) {
      if (row.isExpired(now)) {
        leave(row, -1, 0);
        expired.add(row);
      } else {
        row.state = Row.State.RUNNING;
        count(row.model, -1, 1);
        taken.add(row);
      }
    }
    return taken.isEmpty() ? null : new Slice(choice.key().stage(), choice.key().steps(), taken);
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
          row.state = Row.State.WAITING;
          row.readySinceNanos = now;
          count(row.model, 1, -1);
          ready.add(row);
          changed.signal();
        }
      }
    } finally {
      lock.unlock();
    }
    gone.forEach(row -> row.listener.onGone());
    fail(failed, stopped());
  }

  private static Fault stopped() {
    return Fault.unavailable("the server stopped before it got to the end of this call");
  }

  private static void fail(List<Row> gone, Fault fault) {
    for (var row : gone) {
      row.listener.onFault(fault);
      row.listener.onGone();
    }
  }

  private void leave(Row row, int readyChange, int runningChange) {
    row.state = Row.State.GONE;
    rows--;
    count(row.model, readyChange, runningChange);
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
