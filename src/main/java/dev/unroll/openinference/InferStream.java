package dev.unroll.openinference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.FaultTable;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.grpc.admission.Admission;
import dev.unroll.inference.Cancellable;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelStreamInferResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One ModelStreamInfer call. Its requests run in parallel, and their responses are sent in the
 * order of the requests, as Triton does. A failed request gets a response with an error and the
 * stream goes on, unless the client has asked for plain gRPC errors.
 *
 * <p>While a client has too many requests in progress, or does not read, no further message is
 * requested from it.
 *
 * <p>Thread-safe: lanes, gRPC threads and the check for idle streams use its lock. The lock is held
 * while messages are sent, but not during computations.
 */
final class InferStream implements StreamObserver<ModelInferRequest>, OpenStreams.Stream {
  /** The most requests of a stream that may be in progress. */
  static final int MOST_WAITING = 64;

  private final InferenceRequests inferenceRequests;
  private final StreamMeter meter;
  private final Ticker ticker;
  private final OpenStreams streams;
  private final ServerCallStreamObserver<ModelStreamInferResponse> observer;
  private final boolean hasPlainErrors;

  /** The requests whose last response is not sent, the oldest first. */
  @GuardedBy("this")
  private final Queue<Slot> slots = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean isAskedForMore;

  @GuardedBy("this")
  private boolean inputEnded;

  @GuardedBy("this")
  private boolean over;

  @GuardedBy("this")
  private long activeNanos;

  private InferStream(
      InferenceRequests inferenceRequests,
      StreamMeter meter,
      Ticker ticker,
      OpenStreams streams,
      ServerCallStreamObserver<ModelStreamInferResponse> observer,
      boolean hasPlainErrors) {
    this.inferenceRequests = inferenceRequests;
    this.meter = meter;
    this.ticker = ticker;
    this.streams = streams;
    this.observer = observer;
    this.hasPlainErrors = hasPlainErrors;
    this.activeNanos = ticker.nanos();
  }

  /**
   * Opens a new call.
   *
   * @param hasPlainErrors whether the first failure ends the stream with its gRPC status
   */
  static InferStream open(
      InferenceRequests inferenceRequests,
      StreamMeter meter,
      Ticker ticker,
      OpenStreams streams,
      ServerCallStreamObserver<ModelStreamInferResponse> observer,
      boolean hasPlainErrors) {
    var stream =
        new InferStream(inferenceRequests, meter, ticker, streams, observer, hasPlainErrors);
    observer.disableAutoRequest();
    observer.setOnReadyHandler(stream::goOn);
    observer.setOnCancelHandler(stream::leave);
    observer.setOnCloseHandler(stream::leave);
    try {
      streams.add(stream);
      stream.goOn();
    } catch (Fault full) {
      stream.end(full);
    }
    return stream;
  }

  /** A request's place in the order of responses. */
  private final class Slot implements ResponseSink {
    final ModelInferRequest request;
    final long startNanos = ticker.nanos();

    // Guarded by the stream, which @GuardedBy cannot express for another object.
    final ResponseQueue ready = new ResponseQueue(Admission.heldBytes());
    boolean ended;
    boolean done;
    @Nullable StatusRuntimeException failure;
    @Nullable Cancellable work;

    Slot(ModelInferRequest request) {
      this.request = request;
    }

    /** Marks the request as ended; returns true only for the first call. */
    private boolean end() {
      synchronized (InferStream.this) {
        boolean first = !ended;
        ended = true;
        return first;
      }
    }

    @Override
    public void part(ModelInferResponse response) {
      synchronized (InferStream.this) {
        if (!ended) {
          ready.add(StreamItems.part(response));
        }
      }
      goOn();
    }

    @Override
    public void answer(ModelInferResponse response) {
      if (!end()) {
        return;
      }
      meter.answered(request, "OK", startNanos);
      synchronized (InferStream.this) {
        ready.add(StreamItems.last(response));
        done = true;
      }
      goOn();
    }

    @Override
    public void fail(Throwable why) {
      if (!end()) {
        return;
      }
      // Converted once, since that may log the failure.
      var status = FaultTable.status(why);
      meter.answered(request, status.getStatus().getCode().name(), startNanos);
      synchronized (InferStream.this) {
        ready.add(StreamItems.failed(request, status.getStatus()));
        done = true;
        failure = status;
      }
      goOn();
    }
  }

  @Override
  public void onNext(ModelInferRequest request) {
    var slot = new Slot(request);
    synchronized (this) {
      isAskedForMore = false;
      activeNanos = ticker.nanos();
      if (over) {
        return;
      }
      slots.add(slot);
    }
    try {
      var work = inferenceRequests.begin(request, Long.MAX_VALUE, true, slot);
      boolean late;
      synchronized (this) {
        slot.work = work;
        late = over;
      }
      if (late) {
        work.cancel();
      }
    } catch (RuntimeException | OutOfMemoryError refused) {
      slot.fail(refused);
    }
    goOn();
  }

  @Override
  public void onCompleted() {
    synchronized (this) {
      inputEnded = true;
    }
    goOn();
  }

  @Override
  public void onError(Throwable thrown) {
    leave();
  }

  /** Sends the responses that are due, and requests a message if there is room. */
  private void goOn() {
    List<Cancellable> left = List.of();
    synchronized (this) {
      while (!over && !slots.isEmpty() && observer.isReady()) {
        var first = slots.element();
        if (first.failure != null && hasPlainErrors) {
          left = close();
          observer.onError(first.failure);
          break;
        }
        var item = first.ready.poll();
        if (item != null) {
          observer.onNext(item);
          activeNanos = ticker.nanos();
        } else if (first.done) {
          slots.remove();
        } else {
          break;
        }
      }
      if (!over && slots.isEmpty() && inputEnded) {
        left = close();
        observer.onCompleted();
      } else if (!over && !inputEnded && !isAskedForMore && slots.size() < MOST_WAITING) {
        isAskedForMore = true;
        observer.request(1);
      }
    }
    left.forEach(Cancellable::cancel);
  }

  /** Ends the stream; returns the work that the caller must cancel. */
  @GuardedBy("this")
  private List<Cancellable> close() {
    over = true;
    var left = new ArrayList<Cancellable>();
    for (var slot : slots) {
      if (slot.work != null && !slot.done) {
        left.add(slot.work);
      }
    }
    slots.clear();
    return left;
  }

  /** Called when the client has left or the call is over. */
  private void leave() {
    streams.remove(this);
    List<Cancellable> left;
    synchronized (this) {
      left = close();
    }
    left.forEach(Cancellable::cancel);
  }

  @Override
  public boolean endIfIdleSince(long nanos, Fault fault) {
    List<Cancellable> left;
    synchronized (this) {
      if (over || !isIdleSince(nanos)) {
        return false;
      }
      left = close(fault);
    }
    left.forEach(Cancellable::cancel);
    return true;
  }

  @GuardedBy("this")
  private boolean isIdleSince(long nanos) {
    boolean waitsForClient = slots.isEmpty() || !observer.isReady();
    return waitsForClient && activeNanos - nanos <= 0;
  }

  @Override
  public void end(Fault fault) {
    List<Cancellable> left;
    synchronized (this) {
      left = over ? List.of() : close(fault);
    }
    left.forEach(Cancellable::cancel);
  }

  @GuardedBy("this")
  private List<Cancellable> close(Fault fault) {
    var left = close();
    observer.onError(FaultTable.status(fault));
    return left;
  }
}
