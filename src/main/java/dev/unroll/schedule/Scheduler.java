package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  private final Ticker ticker;
  private final ScheduleMeter meter;
  private final int lanes;
  private final int maxRows;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final RowRegister rows = new RowRegister();
  private long newest;
  private boolean closed;
  private boolean abandoned;

  /**
   * @param lanes how many lanes pull from it
   * @param maxRows rows that may wait and run; further ones are refused. Idle rows do not count:
   *     whoever submits rows that can be idle bounds their number
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
        settle(row, now);
        return new RowTicket(row);
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
    if (rows.busy() >= maxRows) {
      return Fault.exhausted(
          "the server holds " + rows.busy() + " sequences, its limit is " + maxRows, RETRY_AFTER);
    }
    return null;
  }

  /** The caller's end of a row. */
  private final class RowTicket implements Ticket {
    private final Row row;

    RowTicket(Row row) {
      this.row = row;
    }

    @Override
    public void cancel() {
      row.cancelled = true;
      boolean gone;
      lock.lock();
      try {
        gone = row.state == Row.State.WAITING || row.state == Row.State.IDLE;
        if (gone) {
          leave(row);
        }
      } finally {
        lock.unlock();
      }
      if (gone) {
        row.leave();
      }
    }

    @Override
    public void wake() {
      boolean finished;
      lock.lock();
      try {
        finished = row.state == Row.State.IDLE && !settle(row, ticker.nanos());
      } finally {
        lock.unlock();
      }
      if (finished) {
        row.finish();
      }
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
        var first = rows.ready().first();
        if (first != null) {
          slice = take(first.key(), expired);
        } else if (!patient || (closed && rows.size() == 0)) {
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
    for (var row : rows.ready().take(key, SliceChooser.rows(key, rows.ready().count(key), lanes))) {
      if (row.isExpired(now)) {
        leave(row);
        expired.add(row);
      } else {
        rows.start(row);
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
    var finished = new ArrayList<Row>();
    lock.lock();
    try {
      for (var row : slice.rows()) {
        if (row.cancelled || done.contains(row)) {
          leave(row);
          gone.add(row);
        } else if (abandoned) {
          leave(row);
          failed.add(row);
        } else if (!settle(row, now)) {
          finished.add(row);
        }
      }
    } finally {
      lock.unlock();
    }
    gone.forEach(Row::leave);
    finished.forEach(Row::finish);
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

  private void leave(Row row) {
    rows.leave(row);
    if (closed && rows.size() == 0) {
      changed.signalAll();
    }
  }

  private boolean settle(Row row, long now) {
    boolean stays = rows.settle(row, now);
    if (row.state == Row.State.WAITING) {
      changed.signal();
    } else if (closed && rows.size() == 0) {
      changed.signalAll();
    }
    return stays;
  }

  /** Rows that wait, run and are idle now; models without any are not in it. */
  public Map<ModelKey, RowCounts> counts() {
    lock.lock();
    try {
      return rows.counts();
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
      left = rows.leaveAll();
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
