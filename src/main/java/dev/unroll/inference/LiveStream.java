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
 * A sequence whose steps are answered as they arrive. The call's thread adds steps. It may end the
 * stream, and so may the check for idle streams. Only the row's callbacks, which come one at a
 * time, call the listener. So another thread that ends the stream records the reason and cancels
 * the row.
 */
public final class LiveStream implements Cancellable {
  /** While more steps than this wait, no further message is requested from the client. */
  static final int MOST_WAITING = 64;

  /** Gets the answers. Its methods are called one at a time. */
  public interface Listener {
    /** Called with the next answered steps; the prediction has the outputs that have time. */
    void onSteps(long firstStep, Prediction prediction);

    /**
     * Called when the stream has ended.
     *
     * @param steps the total number of its steps
     * @param rest the remaining outputs, which are known only at the end
     */
    void onEnd(long steps, Prediction rest);

    void onFailure(Throwable why);

    /** Whether the client keeps up with reading; if not, the row is held until it does. */
    boolean isReady();

    /** Called when {@link LiveStream#hasRoom} has become true again. */
    void onRoom();
  }

  private final Inference inference;
  private final ModelLease lease;
  private final AnsweringModel model;
  private final Listener listener;
  private final @Nullable LiveTagger tagger;
  private final LiveFeed feed = new LiveFeed();

  /** Owned by the call's thread. */
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

  /** Submits the row, without steps yet. The stream closes the lease, unless this throws. */
  void begin(LivePlan plan, Priority priority) {
    var work = new Work.Live(model.version(), plan, feed);
    var row = inference.scheduler().submit(model.key(), work, priority, new Row());
    synchronized (this) {
      ticket = row;
    }
  }

  /**
   * Adds input. An incomplete last step is kept until the rest of it arrives.
   *
   * @throws Fault INVALID_ARGUMENT if it does not fit the model
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

  /** Whether to request more input now. If not, {@link Listener#onRoom} is called later. */
  public synchronized boolean hasRoom() {
    isFull = arrivals.waiting() > MOST_WAITING;
    return !isFull;
  }

  /** Records that the client has sent a message. */
  public synchronized void touch() {
    activeNanos = inference.nanos();
  }

  /**
   * Marks the end of the input.
   *
   * @throws Fault INVALID_ARGUMENT if it ends within a step, or there was no step
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

  /** Continues a held row, since the client reads again. */
  public void resume() {
    synchronized (this) {
      isHeld = false;
    }
    feed.hold(false);
    wake();
  }

  /** Cancels the row and fails the listener with {@code why}, unless the stream has ended. */
  public void end(Throwable why) {
    synchronized (this) {
      if (ending == null) {
        ending = why;
      }
    }
    cancel();
  }

  /** Ends the stream if it has waited for its client since that time; returns whether it did. */
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

  /** The row's listener. */
  private final class Row implements RowListener {
    private long answeredSteps;

    /** Whether the listener has had its last call. */
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
        // The place is an index into all outputs of the graph, but these are only those with time.
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

    /** Holds the row while the client does not read, so that answers do not fill the memory. */
    private void holdWhileUnread() {
      if (!listener.isReady()) {
        hold(true);
        // The listener may have become ready, and have called resume(), in between.
        if (listener.isReady()) {
          hold(false);
        }
      }
    }

    private void hold(boolean held) {
      synchronized (LiveStream.this) {
        isHeld = held;
        if (held) {
          // The wait for the client begins now.
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
