package dev.unroll.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.core.Ticker;
import dev.unroll.schedule.cost.SharedCosts;
import dev.unroll.schedule.execution.RowExecution;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.VerificationQueue;
import dev.unroll.schedule.execution.Work;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Queues rows and forms slices from them. Thread-safe.
 *
 * <p>Lanes pull: there is no batching delay and no batch size to tune. A free lane takes the rows
 * that wait. While all lanes are busy, rows queue up, and the next slice is larger.
 *
 * <p>One lock guards the rows. Under it the next slice is chosen and rows take in new input, which
 * takes some microseconds; no graph runs and no listener is called.
 */
public final class Scheduler {
  private final Ticker ticker;
  private final ScheduleMeter meter;
  private final int lanes;
  private final VerificationQueue verificationQueue;

  private final Object lock = new Object();
  private final SharedCosts costs = new SharedCosts(lock);

  @GuardedBy("lock")
  private final RowRegister rows;

  @GuardedBy("lock")
  private long newest;

  @GuardedBy("lock")
  private int idleLanes;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private boolean abandoned;

  /**
   * @param lanes how many lanes pull slices
   * @param admissionConfig the limits of admission
   * @param verificationQueue the answers that idle lanes verify
   */
  public Scheduler(
      Ticker ticker,
      ScheduleMeter meter,
      int lanes,
      AdmissionConfig admissionConfig,
      VerificationQueue verificationQueue) {
    this.ticker = ticker;
    this.meter = meter;
    this.lanes = lanes;
    this.verificationQueue = verificationQueue;
    this.rows = new RowRegister(lanes, admissionConfig);
  }

  /**
   * Submits a row.
   *
   * @throws Fault without a call of the listener: RESOURCE_EXHAUSTED if the deadline cannot be met
   *     or a limit is reached, UNAVAILABLE after {@link #close}, DEADLINE_EXCEEDED
   */
  public Ticket submit(ModelKey model, Work work, Priority priority, RowListener listener) {
    return submit(model, work.begin(model, verificationQueue), priority, listener);
  }

  Ticket submit(ModelKey model, RowExecution execution, Priority priority, RowListener listener) {
    long now = ticker.nanos();
    var gone = new DeferredCallbacks(meter);
    var row = new Row(model, execution, listener, now, priority);
    if (row.isExpired(now)) {
      throw Fault.deadlineExceeded("the deadline had passed when the call arrived");
    }
    Backlog.@Nullable Refusal refusal;
    synchronized (lock) {
      if (closed) {
        throw Fault.unavailable("the server is shutting down");
      }
      refusal = rows.refusal(row, now);
      if (refusal == null) {
        row.number = newest++;
        enqueue(row, now, gone);
      }
    }
    if (refusal != null) {
      meter.rejected(refusal.reason());
      throw refusal.fault();
    }
    gone.tell();
    return new RowTicket(this, row);
  }

  void cancel(Row row) {
    row.cancelled = true;
    var gone = new DeferredCallbacks(meter);
    synchronized (lock) {
      if (row.state == Row.State.WAITING || row.state == Row.State.IDLE) {
        leave(row);
        gone.cancelled(row);
      }
    }
    gone.tell();
  }

  void wake(Row row) {
    var gone = new DeferredCallbacks(meter);
    synchronized (lock) {
      if (row.state == Row.State.IDLE) {
        enqueue(row, ticker.nanos(), gone);
      }
    }
    gone.tell();
  }

  /**
   * Lets a model's rows notice that its plan has changed; rows in a slice notice when the slice is
   * over.
   */
  void lookAgain(ModelKey model) {
    long now = ticker.nanos();
    var gone = new DeferredCallbacks(meter);
    synchronized (lock) {
      for (var row : rows.takeBack(model)) {
        enqueue(row, now, gone);
      }
    }
    gone.tell();
  }

  /** Waits for a slice. Returns null once the scheduler is closed and no rows are left. */
  @Nullable Slice await() throws InterruptedException {
    return next(true);
  }

  /** Returns the next slice without waiting; null if no row is ready. */
  @Nullable Slice poll() throws InterruptedException {
    return next(false);
  }

  private @Nullable Slice next(boolean patient) throws InterruptedException {
    long since = ticker.nanos();
    while (true) {
      var gone = new DeferredCallbacks(meter);
      Slice slice;
      boolean end = false;
      synchronized (lock) {
        var expired = new ArrayList<Row>();
        slice = SlicePicker.pick(rows.ready(), idleLanes, since, ticker.nanos(), expired);
        if (slice != null) {
          rows.start(slice);
        } else if (!expired.isEmpty()) {
          for (var row : expired) {
            leave(row);
            gone.expired(row);
          }
        } else if (!patient || (closed && rows.size() == 0)) {
          end = true;
        } else {
          idleLanes++;
          lock.wait();
          idleLanes--;
          since = ticker.nanos();
        }
      }
      gone.tell();
      if (slice != null || end) {
        return slice;
      }
    }
  }

  /**
   * Whether a lane may verify an answer: no row is ready, and, where there are several lanes,
   * another lane is idle too and can take the next row.
   */
  boolean isQuiet() {
    synchronized (lock) {
      return !closed && rows.ready().all().isEmpty() && (lanes == 1 || idleLanes > 0);
    }
  }

  /** Takes back a slice's rows: rows that are done or cancelled leave, the others wait again. */
  void complete(Slice slice, Set<Row> done) {
    long now = ticker.nanos();
    var gone = new DeferredCallbacks(meter);
    synchronized (lock) {
      double taken = 0;
      for (var row : slice.rows()) {
        taken += row.backlogNanos;
        if (done.contains(row)) {
          row.rowExecution.learn();
          leave(row);
          gone.done(row);
        } else if (row.cancelled) {
          leave(row);
          gone.cancelled(row);
        } else if (abandoned) {
          leave(row);
          gone.stopped(row);
        } else {
          enqueue(row, now, gone);
        }
        taken -= row.backlogNanos;
      }
      rows.backlog().took(Math.max(0, taken), now - slice.sinceNanos());
    }
    gone.tell();
  }

  @GuardedBy("lock")
  private void leave(Row row) {
    rows.leave(row);
    if (closed && rows.size() == 0) {
      lock.notifyAll();
    }
  }

  @GuardedBy("lock")
  private void enqueue(Row row, long now, DeferredCallbacks gone) {
    if (!rows.enqueue(row, now)) {
      gone.finished(row);
    }
    if (row.state == Row.State.WAITING) {
      lock.notify();
    } else if (closed && rows.size() == 0) {
      lock.notifyAll();
    }
  }

  /** Returns how many lanes pull slices. */
  public int lanes() {
    return lanes;
  }

  /** Returns the work that is queued, while that many models are served. */
  public QueuedWork queuedWork(int servedModels) {
    synchronized (lock) {
      return rows.backlog().queuedWork(rows.busy(), servedModels);
    }
  }

  /** Returns each model's rows by state; models that have no rows are left out. */
  public Map<ModelKey, RowCounts> counts() {
    synchronized (lock) {
      return rows.counts();
    }
  }

  /** Refuses new rows; admitted rows go on. Lanes end when no rows are left. */
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  /**
   * Closes the scheduler and fails the rows that are not done, so that lanes end after their
   * current slice.
   */
  public void abandon() {
    var gone = new DeferredCallbacks(meter);
    synchronized (lock) {
      closed = true;
      abandoned = true;
      rows.leaveAll().forEach(gone::stopped);
      lock.notifyAll();
    }
    gone.tell();
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

  VerificationQueue verificationQueue() {
    return verificationQueue;
  }
}
