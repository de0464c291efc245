package dev.unroll.inference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.codec.RawInput;
import dev.unroll.codec.label.LiveTagger;
import dev.unroll.codec.label.Tagging;
import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.stage.Output;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.execution.LiveFeed;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.schedule.execution.Work;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sequence whose steps are answered as they come. The call's thread gives steps and may end it,
 * and so may whoever looks for idle streams; a lane answers. Only the row's own calls reach the
 * listener, and they come one at a time: so whoever else ends the stream says why, and cancels the
 * row.
 */
public final class LiveStream implements Cancellable {
  /** The client is asked for no further message while more steps than these wait. */
  static final int MOST_WAITING = 64;

  /** Where the answers go. */
  public interface Listener {
    /** Some steps are answered; the prediction has those of the outputs that have time. */
    void onSteps(long firstStep, Prediction prediction);

    /**
     * The stream is over.
     *
     * @param steps that it had
     * @param rest what only the end tells
     */
    void onEnd(long steps, Prediction rest);

    void onFailure(Throwable why);

    /** Whether what was told has mostly gone out; if not, nothing more is computed for now. */
    boolean isReady();

    /** {@link LiveStream#hasRoom} has become true. */
    void onRoom();
  }

  private final Inference inference;
  private final ModelLease lease;
  private final AnsweringModel model;
  private final Listener listener;
  private final @Nullable LiveTagger tagger;
  private final LiveFeed feed = new LiveFeed();

  /** Owner: the call's thread. */
  private final InputParts parts;

  @GuardedBy("this")
  private final LiveArrivals arrivals;

  @GuardedBy("this")
  private boolean isFull;

  @GuardedBy("this")
  private boolean isHeld;

  @GuardedBy("this")
  private long activeNanos;

  @GuardedBy("this")
  private @Nullable Throwable ending;

  @GuardedBy("this")
  private @Nullable Ticket ticket;

  LiveStream(Inference inference, ModelLease lease, AnsweringModel model, Listener listener) {
    this.inference = inference;
    this.lease = lease;
    this.model = model;
    this.listener = listener;
    this.tagger =
        model.output() instanceof ModelOutput.Tagged tagged ? tagged.tagger().live() : null;
    this.parts = InputParts.of(model);
    this.arrivals = new LiveArrivals(inference.meter(), model.key());
    this.activeNanos = inference.nanos();
  }

  /** Sends the row off, without steps yet. It takes the lease over, unless this throws. */
  void begin(LivePlan plan, Priority priority) {
    var work = new Work.Live(model.version(), plan, feed);
    var row = inference.scheduler().submit(model.key(), work, priority, new Row());
    synchronized (this) {
      ticket = row;
    }
  }

  /**
   * More input. What does not end with a step waits for the rest of it.
   *
   * @throws Fault where it does not fit the model
   */
  public void take(RawInput rawInput) {
    parts.add(rawInput);
    var whole = parts.takeWholeSteps();
    if (whole == null) {
      return;
    }
    var steps = model.input().encode(whole).sequence();
    synchronized (this) {
      arrivals.arrived(steps.steps(), inference.nanos());
    }
    feed.add(steps);
    wake();
  }

  /** Whether more input is welcome now; if not, the listener hears when it is. */
  public synchronized boolean hasRoom() {
    isFull = arrivals.waiting() > MOST_WAITING;
    return !isFull;
  }

  /** The client has sent something. */
  public synchronized void touch() {
    activeNanos = inference.nanos();
  }

  /**
   * No more input comes.
   *
   * @throws Fault INVALID_ARGUMENT where it ends within a step, or none has come
   */
  public void halfClose() {
    parts.checkNothingLeft();
    synchronized (this) {
      if (arrivals.none()) {
        throw Fault.invalid("input", "is missing: the stream ended before any step");
      }
    }
    feed.end();
    wake();
  }

  /** The client reads again. */
  public void resume() {
    synchronized (this) {
      isHeld = false;
    }
    feed.hold(false);
    wake();
  }

  /** The row leaves, and the listener is told why, unless the stream has come to its end before. */
  public void end(Throwable why) {
    synchronized (this) {
      if (ending == null) {
        ending = why;
      }
    }
    cancel();
  }

  /**
   * As {@link #end}, if only the client can make it go on, and has not since that moment.
   *
   * @return whether this has ended it
   */
  public boolean endIfIdleSince(long nanos, Fault fault) {
    synchronized (this) {
      boolean waitsForClient = arrivals.waiting() == 0 || isHeld;
      if (ending != null || !waitsForClient || activeNanos - nanos > 0) {
        return false;
      }
      ending = fault;
    }
    cancel();
    return true;
  }

  @Override
  public void cancel() {
    var row = row();
    if (row != null) {
      row.cancel();
    }
  }

  private void wake() {
    var row = row();
    if (row != null) {
      row.wake();
    }
  }

  private synchronized @Nullable Ticket row() {
    return ticket;
  }

  /** What the scheduler tells of the row; its calls come one at a time. */
  private final class Row implements RowListener {
    private long answeredSteps;

    /** The listener has been told of the end. */
    private boolean ended;

    @Override
    public void onSteps(
        long firstStep, int count, List<Output> outputs, Supplier<List<Output>> latest) {
      listener.onSteps(firstStep, prediction(firstStep, count, outputs));
      answeredSteps = firstStep + count;
      holdWhileUnread();
      boolean again;
      synchronized (LiveStream.this) {
        activeNanos = inference.nanos();
        arrivals.answered(count, activeNanos);
        again = isFull && arrivals.waiting() <= MOST_WAITING;
        isFull &= !again;
      }
      if (again) {
        listener.onRoom();
      }
    }

    private Prediction prediction(long firstStep, int count, List<Output> outputs) {
      var timing = new RowTiming(0, 0, count, 1);
      if (tagger != null && model.output() instanceof ModelOutput.Tagged tagged) {
        // What the place counts are all outputs of the graph; here are those with time.
        var name = model.plan().facts().outputs().get(tagged.place()).name();
        for (var output : outputs) {
          if (output.facts().name().equals(name)) {
            var tagging = tagger.tag(output.values(), count, firstStep);
            return new Prediction.Tags(tagging, outputs, timing);
          }
        }
      }
      return new Prediction.Tensors(outputs, timing);
    }

    /** A client that sends and does not read shall not fill the memory with answers. */
    private void holdWhileUnread() {
      if (!listener.isReady()) {
        hold(true);
        // It may have become ready, and told so, in between.
        if (listener.isReady()) {
          hold(false);
        }
      }
    }

    private void hold(boolean held) {
      synchronized (LiveStream.this) {
        isHeld = held;
        if (held) {
          // From now on the client is waited for; what it did before is no matter.
          activeNanos = inference.nanos();
        }
      }
      feed.hold(held);
    }

    @Override
    public void onOutputs(List<Output> outputs, RowTiming timing) {
      Prediction rest;
      if (tagger == null) {
        rest = new Prediction.Tensors(outputs, timing);
      } else {
        Tagging last = tagger.finish();
        rest = new Prediction.Tags(last, outputs, timing);
      }
      ended = true;
      listener.onEnd(answeredSteps, rest);
    }

    @Override
    public void onFault(Fault fault) {
      ended = true;
      listener.onFailure(fault);
    }

    @Override
    public void onGone() {
      lease.close();
      Throwable why;
      synchronized (LiveStream.this) {
        why = ending;
      }
      if (why != null && !ended) {
        listener.onFailure(why);
      }
    }
  }
}
