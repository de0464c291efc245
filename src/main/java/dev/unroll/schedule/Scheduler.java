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
import java.util.function.Supplier;
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
  private final Supplier<RowMoves> newMoves;

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
    var register = new RowRegister(lanes, admissionConfig);
    this.rows = register;
    this.newMoves = () -> new RowMoves(register, meter);
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
    var moves = newMoves.get();
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
        moves.enqueue(row, now);
        wakeLanes(moves);
      }
    }
    if (refusal != null) {
      meter.rejected(refusal.reason());
      throw refusal.fault();
    }
    moves.tell();
    return row.ticket(this);
  }

  void cancel(Row row) {
    var moves = newMoves.get();
    row.cancelled = true;
    synchronized (lock) {
      if (row.state == Row.State.WAITING || row.state == Row.State.IDLE) {
        moves.cancel(row);
        wakeLanes(moves);
      }
    }
    moves.tell();
  }

  void wake(Row row) {
    var moves = newMoves.get();
    synchronized (lock) {
      if (row.state == Row.State.IDLE) {
        moves.enqueue(row, ticker.nanos());
        wakeLanes(moves);
      }
    }
    moves.tell();
  }

  /**
   * Lets a model's rows notice that its plan has changed, or that its runs are slow; rows in a
   * slice notice when the slice is over.
   */
  void lookAgain(ModelKey model) {
    long now = ticker.nanos();
    var moves = newMoves.get();
    synchronized (lock) {
      rows.takeBack(model).forEach(row -> moves.enqueue(row, now));
      wakeLanes(moves);
    }
    moves.tell();
  }

  /** Records that a slice that runs takes far longer than predicted. */
  void isSlow(Slice slice) {
    synchronized (lock) {
      if (!rows.isSlow(slice, ticker.nanos())) {
        return;
      }
    }
    lookAgain(slice.model());
  }

  /**
   * Returns the next slice. Returns null if there is none and the lane is not patient, and once the
   * scheduler is closed and no rows are left.
   *
   * @param patient whether to wait for a slice
   */
  @Nullable Slice next(boolean patient) throws InterruptedException {
    long since = ticker.nanos();
    while (true) {
      var moves = newMoves.get();
      Slice slice;
      boolean end = false;
      synchronized (lock) {
        slice = start(since, moves);
        wakeLanes(moves);
        if (slice == null && moves.isEmpty()) {
          end = !patient || (closed && rows.size() == 0);
          if (!end) {
            idleLanes++;
            try {
              lock.wait();
            } finally {
              idleLanes--;
            }
            since = ticker.nanos();
          }
        }
      }
      moves.tell();
      if (slice != null || end) {
        return slice;
      }
    }
  }

  /** Starts the next slice. If none can be chosen, the row that is next fails; the others go on. */
  @GuardedBy("lock")
  private @Nullable Slice start(long since, RowMoves moves) {
    try {
      var expired = new ArrayList<Row>();
      var slice = rows.start(idleLanes, since, ticker.nanos(), expired);
      expired.forEach(moves::expire);
      return slice;
    } catch (Throwable e) {
      var row = rows.next();
      if (row != null) {
        moves.drop(row, e);
      }
      return null;
    }
  }

  /**
   * Whether a lane may verify an answer: no row is ready, and, where there are several lanes,
   * another lane is idle too and can take the next row.
   */
  boolean isQuiet() {
    synchronized (lock) {
      return !closed && rows.isQuiet() && (lanes == 1 || idleLanes > 0);
    }
  }

  /** Takes back a slice's rows: rows that are done or cancelled leave, the others wait again. */
  void complete(Slice slice, Set<Row> done) {
    long now = ticker.nanos();
    var moves = newMoves.get();
    synchronized (lock) {
      moves.settle(slice, done, abandoned, now);
      wakeLanes(moves);
    }
    moves.tell();
  }

  /** Wakes a lane for each row that it may take now; all lanes if they may end. */
  @GuardedBy("lock")
  private void wakeLanes(RowMoves moves) {
    int ready = moves.readied() + (rows.offersLongRun() ? 1 : 0);
    for (int row = 0; row < Math.min(ready, idleLanes); row++) {
      lock.notify();
    }
    if (closed && rows.size() == 0) {
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
    var moves = newMoves.get();
    synchronized (lock) {
      closed = true;
      abandoned = true;
      rows.all().forEach(moves::stop);
      lock.notifyAll();
    }
    moves.tell();
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
