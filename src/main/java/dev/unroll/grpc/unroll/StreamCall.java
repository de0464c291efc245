package dev.unroll.grpc.unroll;

import dev.unroll.codec.InputKind;
import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.grpc.CallDeadline;
import dev.unroll.grpc.ContextCaller;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.grpc.ResponseSender;
import dev.unroll.inference.Cancellable;
import dev.unroll.inference.Inference;
import dev.unroll.inference.InferenceCall;
import dev.unroll.inference.InputParts;
import dev.unroll.inference.LiveStream;
import dev.unroll.inference.PredictionOptions;
import dev.unroll.inference.RequestMeter;
import dev.unroll.v1.Input;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One StreamManyToMany call. Its first input decides how it is answered: token ids and vectors for
 * a causal plan are the steps of a {@link LiveStream} and answered as they arrive. Any other input
 * is collected and answered when the client half-closes.
 *
 * <p>gRPC calls it from one thread at a time, and other threads may end it. {@link StreamTurn}
 * decides which thread owns the fields.
 */
final class StreamCall implements StreamObserver<StreamManyToManyRequest>, OpenStreams.Stream {
  private final Inference inference;
  private final RequestMeter meter;
  private final ResponseSender<StreamManyToManyResponse> client;

  private final StreamTurn turn;

  /** Whether it is counted as an open stream in the metrics. */
  private final AtomicBoolean counted = new AtomicBoolean();

  /** Set at most once; then the live stream ends the call. */
  private volatile @Nullable LiveStream live;

  // Owned as StreamTurn decides.
  private @Nullable InferenceCall call;
  private @Nullable StreamHead head;
  private @Nullable InputParts parts;

  private StreamCall(
      Inference inference, RequestMeter meter, ResponseSender<StreamManyToManyResponse> client) {
    this.inference = inference;
    this.meter = meter;
    this.client = client;
    this.turn = new StreamTurn(inference.nanos());
  }

  /** Opens a new call. */
  static StreamCall open(
      Inference inference,
      RequestMeter meter,
      OpenStreams streams,
      ResponseSender<StreamManyToManyResponse> client) {
    var stream = new StreamCall(inference, meter, client);
    client.takeMessagesSingly(
        stream::ready,
        () -> {
          streams.remove(stream);
          stream.takesNoMore();
        });
    try {
      streams.add(stream);
      client.request();
    } catch (Fault full) {
      stream.end(full);
    }
    return stream;
  }

  @Override
  public void onNext(StreamManyToManyRequest request) {
    if (!turn.begin(inference.nanos())) {
      return;
    }
    try {
      take(request);
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(e);
      return;
    }
    var stream = live;
    if (stream == null || stream.hasRoom()) {
      client.request();
    }
    pause();
  }

  private void pause() {
    var why = turn.pause();
    if (why != null) {
      fail(why);
    }
  }

  private void take(StreamManyToManyRequest request) {
    var held = call == null ? begin(request) : call;
    if (head == null) {
      head = StreamHead.of(request, held.model());
    } else {
      head.check(request);
    }
    var stream = live;
    if (stream != null) {
      stream.touch();
    }
    var input = request.getInput();
    if (input.getKindCase() != Input.KindCase.KIND_NOT_SET || input.getTensorsCount() > 0) {
      take(held, head, InputMessages.given(input));
    }
  }

  private InferenceCall begin(StreamManyToManyRequest first) {
    var begun = ModelSelection.stream(inference, first.getModel());
    call = begun;
    counted.set(true);
    meter.streamOpened(begun.model().key().name());
    return begun;
  }

  private void take(InferenceCall held, StreamHead settled, RawInput rawInput) {
    if (parts == null && live == null) {
      boolean isSteps = rawInput.kind() != InputKind.TEXT && rawInput.kind() != InputKind.IMAGE;
      var stream = isSteps ? stream(held, settled) : Optional.<LiveStream>empty();
      if (stream.isPresent()) {
        client.ends(stream.get());
        live = stream.get();
      } else {
        parts = InputParts.of(held.model());
      }
    }
    var stream = live;
    if (stream != null) {
      stream.take(rawInput);
    } else if (parts != null) {
      parts.add(rawInput);
    }
  }

  private Optional<LiveStream> stream(InferenceCall held, StreamHead settled) {
    return held.stream(priority(), new LiveAnswers(client, held.model().key(), settled.raw()));
  }

  private Priority priority() {
    return Priority.by(CallDeadline.nanos(inference.nanos()));
  }

  @Override
  public void onCompleted() {
    if (!turn.begin(inference.nanos())) {
      return;
    }
    try {
      var stream = live;
      if (stream != null) {
        stream.halfClose();
        pause();
      } else {
        answer();
        turn.end();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(e);
    }
    takesNoMore();
  }

  private void answer() {
    var held = call;
    var settled = head;
    if (held == null || settled == null) {
      throw Fault.invalid("model", "is missing: the stream ended before any message");
    }
    var caller = ContextCaller.current(priority().deadlineNanos(), inference::nanos);
    held.add((parts == null ? InputParts.of(held.model()) : parts).all(), caller);
    client.ends(
        ModelSelection.generates(held.model())
            ? generate(held, settled)
            : held.predict(
                PredictionOptions.answering(true, 0, false),
                priority(),
                new AnswerListener<>(
                    client,
                    prediction ->
                        AnswerMessages.stream(prediction, held.model().key(), settled.raw()))));
  }

  private Cancellable generate(InferenceCall held, StreamHead settled) {
    var settings = GenerationMessages.settings(settled.generation());
    return held.predict(
        PredictionOptions.generating(settings, true),
        priority(),
        new GenerationListener<>(
            client,
            OutputMessages.model(held.model().key()),
            piece -> StreamManyToManyResponse.newBuilder().setPiece(piece).build(),
            end -> StreamManyToManyResponse.newBuilder().setEnd(end).build()));
  }

  /** Fails the call. Only the owner may call it. */
  private void fail(Throwable why) {
    turn.end();
    var stream = live;
    if (stream != null) {
      stream.end(why);
      return;
    }
    if (call != null) {
      call.close();
    }
    client.fail(why);
  }

  @Override
  public void onError(Throwable thrown) {
    // The client has left, so its row, if there is one, is cancelled already.
    if (turn.begin(inference.nanos())) {
      turn.end();
      if (call != null) {
        call.close();
      }
    }
  }

  /** Called when the client can take more responses. */
  private void ready() {
    var stream = live;
    if (stream != null) {
      stream.resume();
    }
  }

  private void takesNoMore() {
    var held = call;
    if (held != null && counted.getAndSet(false)) {
      meter.streamClosed(held.model().key().name());
    }
  }

  @Override
  public boolean endIfIdleSince(long nanos, Fault fault) {
    var stream = live;
    if (stream != null) {
      return stream.endIfIdleSince(nanos, fault);
    }
    if (!turn.endIfIdleSince(nanos)) {
      return false;
    }
    fail(fault);
    return true;
  }

  @Override
  public void end(Fault fault) {
    var stream = live;
    if (stream != null) {
      stream.end(fault);
    } else if (turn.endBecause(fault)) {
      fail(fault);
    }
  }
}
