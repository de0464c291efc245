package dev.unroll.inference.sequence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.inference.Inference;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.stage.Output;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.ModelLease;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.execution.LiveFeed;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One sequence whose hidden state stays here between requests: a live row of the scheduler. Its
 * requests are taken one after another, each whole or not at all, in slices with whatever other
 * rows there are; between them the row is idle and keeps its states, nothing else.
 *
 * <p>{@code ticket} is set before the first request's turn; {@code isFirst} belongs to the row's
 * calls, which come one at a time.
 */
final class LiveSequence implements RowListener {
  private final Inference inference;
  private final ModelLease lease;
  private final AnsweringModel model;
  private final Consumer<LiveSequence> whenGone;
  private final LiveFeed feed = new LiveFeed();

  private @Nullable Ticket ticket;

  @GuardedBy("this")
  private final Queue<SequenceStep> waiting = new ArrayDeque<>(1);

  @GuardedBy("this")
  private @Nullable SequenceStep current;

  @GuardedBy("this")
  private long activeNanos;

  /** It takes no more requests. */
  @GuardedBy("this")
  private boolean ended;

  /** Its row has been told that no more steps come. */
  @GuardedBy("this")
  private boolean fed;

  private boolean isFirst = true;

  /** Only ever set. */
  private volatile boolean gone;

  /**
   * @param lease held until the row is gone
   * @param whenGone told then, once
   */
  LiveSequence(
      Inference inference,
      ModelLease lease,
      AnsweringModel model,
      Consumer<LiveSequence> whenGone) {
    this.inference = inference;
    this.lease = lease;
    this.model = model;
    this.whenGone = whenGone;
    this.activeNanos = inference.nanos();
  }

  AnsweringModel model() {
    return model;
  }

  /**
   * Sends the row off. It takes the lease over, unless this throws. The first request is with it,
   * so that it is answered whatever becomes of the row; its turn comes with {@link #goOn}.
   *
   * @param isLast whether it is the only one
   * @throws Fault where the scheduler does not take the row; the request is told nothing then
   */
  void begin(LivePlan plan, SequenceStep first, boolean isLast, Priority priority) {
    synchronized (this) {
      waiting.add(first);
      ended = isLast;
    }
    var work = new Work.Live(model.version(), plan, feed, first.states());
    ticket = inference.scheduler().submit(model.key(), work, priority, this);
  }

  /**
   * The sequence's next request; false where it takes no more.
   *
   * @param isLast whether it takes no more after that
   */
  boolean add(SequenceStep step, boolean isLast) {
    synchronized (this) {
      if (ended) {
        return false;
      }
      waiting.add(step);
      ended = isLast;
      activeNanos = inference.nanos();
    }
    goOn();
    return true;
  }

  /** No more requests; those that it has it answers. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    goOn();
  }

  /** The same, if nothing has come for it or gone out since that moment. */
  boolean endIfIdleSince(long nanos) {
    synchronized (this) {
      if (ended || current != null || !waiting.isEmpty() || activeNanos - nanos > 0) {
        return false;
      }
      ended = true;
    }
    goOn();
    return true;
  }

  /** Whether its row is: nothing of it will ever be answered or held again. */
  boolean isGone() {
    return gone;
  }

  /** Hands the row the next request's steps, if it is through with the last one's. */
  void goOn() {
    long now = inference.nanos();
    var dropped = new ArrayList<SequenceStep>(0);
    synchronized (this) {
      if (current != null) {
        return;
      }
      current = next(now, dropped);
      if (current != null) {
        current.begin(now);
        feed.add(current.input().sequence());
      } else if (ended && !fed) {
        fed = true;
        feed.end();
      }
    }
    dropped.forEach(SequenceStep::drop);
    if (ticket != null) {
      ticket.wake();
    }
  }

  /** The next that somebody still waits for. Whoever takes one out tells it of its end. */
  @GuardedBy("this")
  private @Nullable SequenceStep next(long nowNanos, List<SequenceStep> dropped) {
    var next = waiting.poll();
    while (next != null && next.isUnwanted(nowNanos)) {
      dropped.add(next);
      next = waiting.poll();
    }
    return next;
  }

  @Override
  public void onSteps(
      long firstStep, int count, List<Output> outputs, Supplier<List<Output>> latest) {
    SequenceStep step;
    synchronized (this) {
      step = current;
    }
    if (step == null || !step.take(count, outputs)) {
      return;
    }
    try {
      step.answer(latest.get(), inference.nanos());
    } catch (RuntimeException | OutOfMemoryError e) {
      step.fail(e);
    }
    long now = inference.nanos();
    synchronized (this) {
      // It is answered: what fails from here on is not its affair.
      current = null;
      activeNanos = now;
    }
    if (isFirst) {
      inference.meter().firstStep(model.key(), now - step.arrivalNanos());
    } else {
      inference.meter().stepGap(model.key(), now - step.arrivalNanos());
    }
    isFirst = false;
    goOn();
  }

  @Override
  public void onFault(Fault fault) {
    var lost = new ArrayList<SequenceStep>();
    synchronized (this) {
      ended = true;
      fed = true;
      if (current != null) {
        lost.add(current);
      }
      current = null;
      lost.addAll(waiting);
      waiting.clear();
    }
    lost.forEach(step -> step.fail(fault));
  }

  @Override
  public void onGone() {
    lease.close();
    gone = true;
    whenGone.accept(this);
  }
}
