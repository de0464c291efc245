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
 * The rows of one call. Each goes its own way through the scheduler, with whatever other rows there
 * are; the last to be done tells the listener. If one fails, the others are cancelled. The model is
 * held until the last row is gone.
 *
 * <p>Nothing is called under its lock.
 */
final class RowGroup implements Cancellable {
  private final ModelLease lease;
  private final PredictionListener listener;

  @GuardedBy("this")
  private final Prediction[] predictions;

  @GuardedBy("this")
  private final List<Ticket> tickets = new ArrayList<>(1);

  /** Rows that are not done. */
  @GuardedBy("this")
  private int undone;

  /** Rows that are still with the scheduler, and whoever submits them. */
  @GuardedBy("this")
  private int holders = 1;

  /** Nothing more is told to anybody. Whoever sets it tells of the end. */
  @GuardedBy("this")
  private boolean over;

  /**
   * A row to be.
   *
   * @param listener makes the row's listener, which tells its member of the group
   */
  record Job(Work work, Function<Member, RowListener> listener) {}

  private RowGroup(ModelLease lease, int rows, PredictionListener listener) {
    this.lease = lease;
    this.listener = listener;
    this.predictions = new Prediction[rows];
    this.undone = rows;
  }

  /**
   * Sends the rows off. The group takes the lease over, also where this throws.
   *
   * @throws Fault where the scheduler refuses one of them; then none goes on, and nothing was told
   */
  static RowGroup submit(
      Scheduler scheduler,
      ModelLease lease,
      List<Job> jobs,
      Priority priority,
      PredictionListener listener) {
    var group = new RowGroup(lease, jobs.size(), listener);
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
      // Of one that is done already this is nothing.
      ticket.cancel();
    }
  }

  @Override
  public void cancel() {
    end();
  }

  /** Nothing more is computed. True, once: nobody has told of the end, and nobody else will. */
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

  /** One row's place in the group. Its calls come one at a time; {@link #gone} comes last. */
  final class Member {
    private final int row;

    private Member(int row) {
      this.row = row;
    }

    /** The one row's end does not come meanwhile. */
    void token(GeneratedToken token) {
      boolean wanted;
      synchronized (RowGroup.this) {
        wanted = !over;
      }
      if (wanted) {
        listener.onToken(token);
      }
    }

    void done(Prediction prediction) {
      List<Prediction> all;
      synchronized (RowGroup.this) {
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
