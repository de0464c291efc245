package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.repository.ModelLease;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.Urgency;
import dev.unroll.schedule.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The rows of one request. Each goes its own way through the scheduler, with whatever other rows
 * there are; the last to be done packs the answer. If one fails the others are let go. The model is
 * held until the last row is gone.
 *
 * <p>What is not final is guarded by this.
 */
final class RowGroup implements Running {
  private final ModelLease lease;
  private final Answering answering;
  private final RowAnswer[] answers;

  private final List<Ticket> tickets = new ArrayList<>(1);

  /** Rows that have not been answered. */
  private int unanswered;

  /** Rows that are still with the scheduler, and whoever submits them. */
  private int holders = 1;

  /** Nothing more is told to anybody. Whoever sets it tells of the end. */
  private boolean over;

  /** Where the rows' answers go, together. */
  interface Answering {
    /** A step more of generated output, of a request of one row. */
    void part(RowAnswer answer);

    void answer(List<RowAnswer> rows);

    void fail(Throwable why);
  }

  /**
   * A row to be.
   *
   * @param listener makes the row's listener, which tells that end
   */
  record Job(Work work, Function<RowEnd, RowListener> listener) {}

  private RowGroup(ModelLease lease, int rows, Answering answering) {
    this.lease = lease;
    this.answering = answering;
    this.answers = new RowAnswer[rows];
    this.unanswered = rows;
  }

  /**
   * Sends the rows off. The group takes the lease over, also where this throws.
   *
   * @throws Fault where the scheduler refuses one of them; then none goes on, and nothing was told
   */
  static RowGroup submit(
      Scheduler scheduler, ModelLease lease, List<Job> jobs, Urgency urgency, Answering answering) {
    var group = new RowGroup(lease, jobs.size(), answering);
    try {
      for (int row = 0; row < jobs.size(); row++) {
        group.submit(scheduler, jobs.get(row), row, urgency);
      }
    } catch (RuntimeException | OutOfMemoryError refused) {
      if (group.end()) {
        throw refused;
      }
    } finally {
      group.letGo();
    }
    return group;
  }

  private void submit(Scheduler scheduler, Job job, int row, Urgency urgency) {
    synchronized (this) {
      if (over) {
        return;
      }
      holders++;
    }
    Ticket ticket;
    try {
      var listener = job.listener().apply(new Member(row));
      ticket = scheduler.submit(lease.model().key(), job.work(), urgency, listener);
    } catch (RuntimeException | OutOfMemoryError refused) {
      letGo();
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

  private void letGo() {
    boolean last;
    synchronized (this) {
      last = --holders == 0;
    }
    if (last) {
      lease.close();
    }
  }

  /** One row's end. */
  private final class Member implements RowEnd {
    private final int row;

    Member(int row) {
      this.row = row;
    }

    /** The one row's calls come one at a time: its end does not come meanwhile. */
    @Override
    public void piece(RowAnswer answer) {
      boolean wanted;
      synchronized (RowGroup.this) {
        wanted = !over;
      }
      if (wanted) {
        answering.part(answer);
      }
    }

    @Override
    public void whole(RowAnswer answer) {
      synchronized (RowGroup.this) {
        answers[row] = answer;
        if (--unanswered > 0 || over) {
          return;
        }
        over = true;
      }
      answering.answer(List.of(answers));
    }

    @Override
    public void fail(Fault fault) {
      if (end()) {
        answering.fail(fault);
      }
    }

    @Override
    public void gone() {
      letGo();
    }
  }
}
