package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
  /** Why rows are refused, as {@link ScheduleMeter#rejected} tells. */
  public static final List<String> REFUSALS = List.of("rows", "bytes", "backlog", "deadline");

  private final Ticker ticker;
  private final ScheduleMeter meter;
  private final int lanes;
  private final Verification verification;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final SharedCosts costs = new SharedCosts(lock);

  // Guarded by lock.
  private final RowRegister rows;
  private long newest;
  private int idleLanes;
  private boolean closed;
  private boolean abandoned;

  /**
   * @param lanes how many lanes pull from it
   * @param limits what may wait; rows beyond are refused
   * @param verification what lanes do that have nothing to do
   */
  public Scheduler(
      Ticker ticker, ScheduleMeter meter, int lanes, Limits limits, Verification verification) {
    this.ticker = ticker;
    this.meter = meter;
    this.lanes = lanes;
    this.verification = verification;
    this.rows = new RowRegister(lanes, limits);
  }

  /**
   * Takes a row in.
   *
   * @throws Fault RESOURCE_EXHAUSTED if it cannot be done in time or too much waits, UNAVAILABLE
   *     after {@link #close}, DEADLINE_EXCEEDED if the deadline has passed
   */
  public Ticket submit(ModelKey model, Work work, Urgency urgency, RowListener listener) {
    return submit(model, work.begin(model, verification), urgency, listener);
  }

  Ticket submit(ModelKey model, Progress progress, Urgency urgency, RowListener listener) {
    long now = ticker.nanos();
    var gone = new Departures(meter);
    var row = new Row(model, progress, listener, now, urgency);
    Backlog.@Nullable Refusal refusal;
    lock.lock();
    try {
      if (closed) {
        throw Fault.unavailable("the server is shutting down");
      }
      if (row.isExpired(now)) {
        throw Fault.deadlineExceeded("the deadline had passed when the call arrived");
      }
      refusal = refusal(row, now);
      if (refusal == null) {
        row.number = newest++;
        settle(row, now, gone);
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      meter.rejected(refusal.reason());
      throw refusal.fault();
    }
    gone.tell();
    return new RowTicket(this, row);
  }

  private Backlog.@Nullable Refusal refusal(Row row, long now) {
    var work = row.progress;
    long budget = row.deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : row.deadlineNanos - now;
    var backlog = rows.backlog();
    return backlog.refusal(row.model, rows.busy(), work.nanosLeft(), work.bytes(), budget);
  }

  void cancel(Row row) {
    row.cancelled = true;
    locked(gone -> {
      if (row.state == Row.State.WAITING || row.state == Row.State.IDLE) {
        leave(row);
        gone.cancelled(row);
      }
    });
  }

  void wake(Row row) {
    locked(gone -> {
      if (row.state == Row.State.IDLE) {
        settle(row, ticker.nanos(), gone);
      }
    });
  }

  /** A model's plan has changed: its rows find out now, those in a slice when it is over. */
  void lookAgain(ModelKey model) {
    long now = ticker.nanos();
    locked(gone -> rows.takeBack(model).forEach(row -> settle(row, now, gone)));
  }

  /** Does something under the lock; the listeners of the rows that leave are told after it. */
  private void locked(Consumer<Departures> change) {
    var gone = new Departures(meter);
    lock.lock();
    try {
      change.accept(gone);
    } finally {
      lock.unlock();
    }
    gone.tell();
  }

  private <T> T read(Supplier<T> value) {
    lock.lock();
    try {
      return value.get();
    } finally {
      lock.unlock();
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
    long since = ticker.nanos();
    while (true) {
      var gone = new Departures(meter);
      Slice slice;
      boolean end = false;
      lock.lockInterruptibly();
      try {
        var expired = new ArrayList<Row>();
        slice = SlicePicker.pick(rows.ready(), idleLanes, since, ticker.nanos(), expired);
        if (slice != null) {
          slice.rows().forEach(rows::start);
        } else if (!expired.isEmpty()) {
          expired.forEach(this::leave);
          expired.forEach(gone::expired);
        } else if (!patient || (closed && rows.size() == 0)) {
          end = true;
        } else {
          idleLanes++;
          changed.await();
          idleLanes--;
          since = ticker.nanos();
        }
      } finally {
        lock.unlock();
      }
      gone.tell();
      if (slice != null || end) {
        return slice;
      }
    }
  }

  /**
   * Whether a lane may do what nobody waits for: no row is ready, and where there are several lanes
   * another one has nothing to do either, and takes the next row that comes.
   */
  boolean isQuiet() {
    return read(() -> !closed && rows.ready().all().isEmpty() && (lanes == 1 || idleLanes > 0));
  }

  /** A slice is over: rows that are done or cancelled leave, the others wait for their next one. */
  void giveBack(Slice slice, Set<Row> done) {
    long now = ticker.nanos();
    locked(gone -> {
      double taken = 0;
      for (var row : slice.rows()) {
        taken += row.backlogNanos;
        if (done.contains(row)) {
          row.progress.learn();
          leave(row);
          gone.done(row);
        } else if (row.cancelled) {
          leave(row);
          gone.cancelled(row);
        } else if (abandoned) {
          leave(row);
          gone.stopped(row);
        } else {
          settle(row, now, gone);
        }
        taken -= row.backlogNanos;
      }
      rows.backlog().took(Math.max(0, taken), now - slice.sinceNanos());
    });
  }

  private void leave(Row row) {
    rows.leave(row);
    if (closed && rows.size() == 0) {
      changed.signalAll();
    }
  }

  private void settle(Row row, long now, Departures gone) {
    if (!rows.settle(row, now)) {
      gone.finished(row);
    }
    if (row.state == Row.State.WAITING) {
      changed.signal();
    } else if (closed && rows.size() == 0) {
      changed.signalAll();
    }
  }

  /** How many lanes pull from it. */
  public int lanes() {
    return lanes;
  }

  /** Predicted nanoseconds of work for each lane. */
  public double backlogNanosPerLane() {
    return read(() -> rows.backlog().nanosPerLane());
  }

  /** Rows that wait, run and are idle now; models without any are not in it. */
  public Map<ModelKey, RowCounts> counts() {
    return read(rows::counts);
  }

  /** Takes no more rows in; those that are in go on. Lanes end when none is left. */
  public void close() {
    locked(gone -> {
      closed = true;
      changed.signalAll();
    });
  }

  /**
   * After {@link #close}: fails the rows that are not done, so that lanes end after their present
   * slice.
   */
  public void abandon() {
    locked(gone -> {
      closed = true;
      abandoned = true;
      rows.leaveAll().forEach(gone::stopped);
      changed.signalAll();
    });
  }

  Ticker ticker() {
    return ticker;
  }

  ScheduleMeter meter() {
    return meter;
  }

  SharedCosts costs() {
    return costs;
  }

  Verification verification() {
    return verification;
  }
}
