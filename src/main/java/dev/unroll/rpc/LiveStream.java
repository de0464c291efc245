package dev.unroll.rpc;

import dev.unroll.codec.Given;
import dev.unroll.codec.LiveTagger;
import dev.unroll.core.Fault;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.Output;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.LiveFeed;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.RowTiming;
import dev.unroll.v1.StreamManyToManyResponse;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose steps are answered as they come. The call's thread gives steps and may end it, and
 * so may whoever looks for idle streams; a lane answers. Only the row's own calls touch the
 * client's end, and they come one at a time: so whoever else ends the stream says why, and lets the
 * row go.
 */
final class LiveStream implements RowListener {
  /** The client is asked for no further message while more steps than these wait. */
  static final int MOST_WAITING = 64;

  private final Inference inference;
  private final ServedCall<StreamManyToManyResponse> call;
  private final ModelLease lease;
  private final boolean raw;
  private final @Nullable LiveTagger tagger;
  private final LiveFeed feed = new LiveFeed();

  /** Owner: the call's thread. */
  private final InputParts parts;

  // Guarded by this.
  private final LiveArrivals arrivals;
  private boolean isFull;
  private boolean isHeld;
  private long activeNanos;
  private @Nullable Throwable ending;

  // Owner: the row's calls.
  private long answeredSteps;

  /** The client has been told of the end. */
  private boolean ended;

  LiveStream(
      Inference inference,
      RequestMeter meter,
      ServedCall<StreamManyToManyResponse> call,
      ModelLease lease,
      boolean raw) {
    this.inference = inference;
    this.call = call;
    this.lease = lease;
    this.raw = raw;
    this.tagger =
        lease.model().output() instanceof ModelOutput.Tagged tagged ? tagged.tagger().live() : null;
    this.parts = InputParts.of(lease.model());
    this.arrivals = new LiveArrivals(meter, lease.model().key());
    this.activeNanos = inference.nowNanos();
  }

  /** Sends the row off, without steps yet. It takes the lease over, unless this throws. */
  void begin(LivePlan plan) {
    inference.live(call, lease, plan, feed, this);
  }

  /**
   * More input. What does not end with a step waits for the rest of it.
   *
   * @throws Fault where it does not fit the model
   */
  void take(Given given) {
    parts.add(given);
    var whole = parts.takeWholeSteps();
    if (whole == null) {
      return;
    }
    var steps = lease.model().input().encode(whole).sequence();
    synchronized (this) {
      arrivals.arrived(steps.steps(), inference.nowNanos());
    }
    feed.add(steps);
    call.wake();
  }

  /** Whether a message more may be asked for now; if not, it will be as soon as there is room. */
  synchronized boolean hasRoom() {
    isFull = arrivals.waiting() > MOST_WAITING;
    return !isFull;
  }

  /** The client has sent something. */
  synchronized void touch() {
    activeNanos = inference.nowNanos();
  }

  /**
   * No more input comes.
   *
   * @throws Fault INVALID_ARGUMENT where it ends within a step, or none has come
   */
  void halfClose() {
    parts.checkNothingLeft();
    synchronized (this) {
      if (arrivals.none()) {
        throw Fault.invalid("input", "is missing: the stream ended before any step");
      }
    }
    feed.end();
    call.wake();
  }

  /** The client reads again. */
  void ready() {
    synchronized (this) {
      isHeld = false;
    }
    feed.hold(false);
    call.wake();
  }

  /** The row is let go, and the client told why, unless the stream has come to its end before. */
  void end(Throwable why) {
    synchronized (this) {
      if (ending == null) {
        ending = why;
      }
    }
    call.cancelRow();
  }

  /** As {@link #end}, if only the client can make it go on, and has not since that moment. */
  boolean endIfIdleSince(long nanos, Fault fault) {
    synchronized (this) {
      boolean waitsForClient = arrivals.waiting() == 0 || isHeld;
      if (ending != null || !waitsForClient || activeNanos - nanos > 0) {
        return false;
      }
      ending = fault;
    }
    call.cancelRow();
    return true;
  }

  @Override
  public void onSteps(
      long firstStep, int count, List<Output> outputs, Supplier<List<Output>> latest) {
    call.send(LiveMessages.steps(lease.model(), tagger, raw, firstStep, count, outputs));
    answeredSteps = firstStep + count;
    holdWhileUnread();
    boolean again;
    synchronized (this) {
      activeNanos = inference.nowNanos();
      arrivals.answered(count, activeNanos);
      again = isFull && arrivals.waiting() <= MOST_WAITING;
      isFull &= !again;
    }
    if (again) {
      call.request();
    }
  }

  /** A client that sends and does not read shall not fill the memory with answers. */
  private void holdWhileUnread() {
    if (!call.isReady()) {
      hold(true);
      // It may have become ready, and told so, in between.
      if (call.isReady()) {
        hold(false);
      }
    }
  }

  private void hold(boolean held) {
    synchronized (this) {
      isHeld = held;
      if (held) {
        // From now on the client is waited for; what it did before is no matter.
        activeNanos = inference.nowNanos();
      }
    }
    feed.hold(held);
  }

  @Override
  public void onOutputs(List<Output> outputs, RowTiming timing) {
    var messages = LiveMessages.end(lease.model(), tagger, raw, outputs, timing, answeredSteps);
    ended = true;
    messages.forEach(call::send);
    call.finish();
  }

  @Override
  public void onFault(Fault fault) {
    ended = true;
    call.fail(fault);
  }

  @Override
  public void onGone() {
    lease.close();
    Throwable why;
    synchronized (this) {
      why = ending;
    }
    if (why != null && !ended) {
      call.fail(why);
    }
  }
}
