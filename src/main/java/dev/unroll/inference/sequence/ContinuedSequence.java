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
 * One sequence whose states are kept between requests: a live row of the scheduler. Its requests
 * run one after another, each whole or not at all, in slices with any other rows. Between requests
 * the row is idle and keeps only its states.
 *
 * <p>{@code ticket} is set before the first request's turn. {@code isFirst} is used only by the
 * listener methods, which are called one at a time.
 */
final class ContinuedSequence implements RowListener {
  private final Inference inference;
  private final ModelLease lease;
  private final AnsweringModel model;
  private final Consumer<ContinuedSequence> whenGone;
  private final LiveFeed feed = new LiveFeed();

  private @Nullable Ticket ticket;

  @GuardedBy("this")
  private final Queue<SequenceStep> waiting = new ArrayDeque<>(1);

  @GuardedBy("this")
  private @Nullable SequenceStep current;

  @GuardedBy("this")
  private long activeNanos;

  /** Whether it takes no more requests. */
  @GuardedBy("this")
  private boolean ended;

  /** Whether the feed has been ended. */
  @GuardedBy("this")
  private boolean fed;

  private boolean isFirst = true;

  /** Only ever set to true. */
  private volatile boolean gone;

  /**
   * @param lease closed when the row is gone
   * @param whenGone called once when the row is gone
   */
  ContinuedSequence(
      Inference inference,
      ModelLease lease,
      AnsweringModel model,
      Consumer<ContinuedSequence> whenGone) {
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
   * Submits the row. The sequence closes the lease, unless this throws. The first request is added
   * before, so that it is answered even if the row fails at once; {@link #goOn} starts it.
   *
   * @param isLast whether it is the only request
   * @throws Fault if the scheduler refuses the row; the request is not answered then
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
   * Adds the sequence's next request; returns false if the sequence takes no more.
   *
   * @param isLast whether the sequence ends with it
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

  /** Ends the sequence after the requests that it already has. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    goOn();
  }

  /**
   * Ends the sequence if it has had neither a request nor an answer since that time; returns
   * whether it did.
   */
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

  /** Whether its row has left the scheduler. */
  boolean isGone() {
    return gone;
  }

  /** Feeds the next request's steps to the row if no request is running. */
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

  /**
   * Removes and returns the next request that is still wanted. The caller must fail those in {@code
   * dropped}.
   */
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
      // The request is answered, so a later failure must not be reported to it.
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
