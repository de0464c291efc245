package dev.unroll.inference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.repository.ModelLease;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The rows of one call. Each is scheduled on its own and shares slices with any other rows. The
 * listener gets the predictions when the last row is done. If a row fails, the others are
 * cancelled. The model's lease is held until the last row is gone.
 *
 * <p>Thread-safe; no callback runs under its lock.
 */
final class CallRows implements Cancellable {
  private final ModelLease lease;
  private final PredictionListener listener;

  @GuardedBy("this")
  private final Prediction[] predictions;

  @GuardedBy("this")
  private final List<Ticket> tickets = new ArrayList<>(1);

  /** Rows that are not done. */
  @GuardedBy("this")
  private int undone;

  /** Rows that the scheduler still has, plus one while rows are being submitted. */
  @GuardedBy("this")
  private int holders = 1;

  /** The listener is not called any more. The thread that sets it makes the last call. */
  @GuardedBy("this")
  private boolean over;

  /**
   * A row to submit.
   *
   * @param listener makes the row's listener, which reports to its member of the group
   */
  record Job(Work work, Function<Member, RowListener> listener) {}

  private CallRows(ModelLease lease, int rows, PredictionListener listener) {
    this.lease = lease;
    this.listener = listener;
    this.predictions = new Prediction[rows];
    this.undone = rows;
  }

  /**
   * Submits the rows. The group closes the lease, even if this throws.
   *
   * @throws Fault if the scheduler refuses a row; then all rows are cancelled and the listener is
   *     not called
   */
  static CallRows submit(
      Scheduler scheduler,
      ModelLease lease,
      List<Job> jobs,
      Priority priority,
      PredictionListener listener) {
    var group = new CallRows(lease, jobs.size(), listener);
    try {
      for (int row = 0; row < jobs.size(); row++) {
        group.submit(scheduler, jobs.get(row), row, priority);
      }
    } catch (RuntimeException | Error refused) {
      if (group.end()) {
        throw refused;
      }
    } finally {
      group.release();
    }
    return group;
  }

  private void submit(Scheduler scheduler, Job job, int row, Priority priority) {
    synchronized (this) {
      if (over) {
        return;
      }
      holders++;
    }
    Ticket ticket;
    try {
      var ofRow = job.listener().apply(new Member(row));
      ticket = scheduler.submit(lease.model().key(), job.work(), priority, ofRow);
    } catch (RuntimeException | Error refused) {
      release();
      throw refused;
    }
    boolean late;
    synchronized (this) {
      tickets.add(ticket);
      late = over;
    }
    if (late) {
      // This has no effect on a row that is already done.
      ticket.cancel();
    }
  }

  @Override
  public void cancel() {
    end();
  }

  /** Cancels all rows. Returns true at most once: then the caller must report the end. */
  private boolean end() {
    List<Ticket> rows;
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
      rows = List.copyOf(tickets);
    }
    rows.forEach(Ticket::cancel);
    return true;
  }

  private void release() {
    boolean last;
    synchronized (this) {
      last = --holders == 0;
    }
    if (last) {
      lease.close();
    }
  }

  private void tell(List<Prediction> all) {
    try {
      listener.onPredictions(all);
    } catch (RuntimeException | Error e) {
      listener.onFailure(e);
    }
  }

  /** A row's place in the group. Its methods are called one at a time; {@link #gone} comes last. */
  final class Member {
    private final int row;

    private Member(int row) {
      this.row = row;
    }

    /** Passes a token on. It cannot overtake the end, since the group has only this row. */
    void token(GeneratedToken token) {
      boolean wanted;
      synchronized (CallRows.this) {
        wanted = !over;
      }
      if (wanted) {
        listener.onToken(token);
      }
    }

    void done(Prediction prediction) {
      List<Prediction> all;
      synchronized (CallRows.this) {
        predictions[row] = prediction;
        if (--undone > 0 || over) {
          return;
        }
        over = true;
        all = List.of(predictions);
      }
      tell(all);
    }

    void fail(Fault fault) {
      if (end()) {
        listener.onFailure(fault);
      }
    }

    void gone() {
      release();
    }
  }
}
