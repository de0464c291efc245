package dev.unroll.rpc;

import dev.unroll.codec.Given;
import dev.unroll.codec.InputKind;
import dev.unroll.core.Fault;
import dev.unroll.core.Task;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.Plan;
import dev.unroll.repository.GeneratingModel;
import dev.unroll.repository.ModelLease;
import dev.unroll.v1.Input;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One StreamManyToMany. Its first input decides what becomes of it: token ids and vectors for a
 * causal plan are the steps of a {@link LiveStream}, answered as they come; anything else is
 * gathered, and answered when the client half-closes.
 *
 * <p>gRPC calls it from one thread at a time; others may end it. Whose {@link StreamTurn turn} it
 * is owns the fields.
 */
final class StreamCall implements StreamObserver<StreamManyToManyRequest>, OpenStreams.Stream {
  private final Inference inference;
  private final RequestMeter meter;
  private final ServedCall<StreamManyToManyResponse> call;

  private final StreamTurn turn;

  /** Among the streams that take input. */
  private final AtomicBoolean counted = new AtomicBoolean();

  /** Set once; then it is the row that ends the call. */
  private volatile @Nullable LiveStream live;

  // Owner: who is at work.
  private @Nullable ModelLease lease;
  private @Nullable StreamHead head;
  private @Nullable InputParts parts;

  private StreamCall(
      Inference inference, RequestMeter meter, ServedCall<StreamManyToManyResponse> call) {
    this.inference = inference;
    this.meter = meter;
    this.call = call;
    this.turn = new StreamTurn(inference.nowNanos());
  }

  /** A call that has just come. */
  static StreamCall open(
      Inference inference,
      RequestMeter meter,
      OpenStreams streams,
      ServedCall<StreamManyToManyResponse> call) {
    var stream = new StreamCall(inference, meter, call);
    call.takeMessagesSingly(
        stream::ready,
        () -> {
          streams.remove(stream);
          stream.takesNoMore();
        });
    try {
      streams.add(stream);
      call.request();
    } catch (Fault full) {
      stream.end(full);
    }
    return stream;
  }

  @Override
  public void onNext(StreamManyToManyRequest request) {
    if (!turn.begin(inference.nowNanos())) {
      return;
    }
    try {
      take(request);
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(e);
      return;
    }
    var row = live;
    if (row == null || row.hasRoom()) {
      call.request();
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
    var held = lease == null ? open(request) : lease;
    var settled = head;
    if (settled == null) {
      boolean generates = held.model() instanceof GeneratingModel;
      settled = StreamHead.of(request, held, generates);
      head = settled;
    } else {
      settled.check(request);
    }
    var row = live;
    if (row != null) {
      row.touch();
    }
    if (request.getInput().getKindCase() != Input.KindCase.KIND_NOT_SET) {
      take(held, settled, InputMessages.given(request.getInput()));
    }
  }

  private ModelLease open(StreamManyToManyRequest first) {
    var held = inference.lease(first.getModel(), Task.MANY_TO_MANY, "StreamManyToMany");
    lease = held;
    counted.set(true);
    meter.streamOpened(held.model().key().name());
    return held;
  }

  private void take(ModelLease held, StreamHead settled, Given given) {
    if (parts == null && live == null) {
      var plan = livePlan(held.model().plan(), given.kind());
      if (plan.isPresent()) {
        var row = new LiveStream(inference, meter, call, held, settled.raw());
        row.begin(plan.get());
        live = row;
      } else {
        parts = InputParts.of(held.model());
      }
    }
    var row = live;
    if (row != null) {
      row.take(given);
    } else if (parts != null) {
      parts.add(given);
    }
  }

  private static Optional<LivePlan> livePlan(Plan plan, InputKind kind) {
    boolean isSteps = kind == InputKind.TOKEN_IDS || kind == InputKind.VECTORS;
    return isSteps && plan instanceof AnswerPlan answer ? answer.live() : Optional.empty();
  }

  @Override
  public void onCompleted() {
    if (!turn.begin(inference.nowNanos())) {
      return;
    }
    try {
      var row = live;
      if (row != null) {
        row.halfClose();
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
    var held = lease;
    var settled = head;
    if (held == null || settled == null) {
      throw Fault.invalid("model", "is missing: the stream ended before any message");
    }
    var given = (parts == null ? InputParts.of(held.model()) : parts).all();
    if (held.model() instanceof GeneratingModel) {
      inference.generate(
          call,
          held,
          given,
          settled.generation(),
          piece -> StreamManyToManyResponse.newBuilder().setPiece(piece).build(),
          end -> StreamManyToManyResponse.newBuilder().setEnd(end).build());
    } else {
      inference.answer(call, held, given, AlignedMessages.stream(call, held, settled.raw()));
    }
  }

  /** By who is at work. */
  private void fail(Throwable why) {
    turn.end();
    var row = live;
    if (row != null) {
      row.end(why);
      return;
    }
    if (lease != null) {
      lease.close();
    }
    call.fail(why);
  }

  @Override
  public void onError(Throwable thrown) {
    // The client has left, and its row, if there is one, with it.
    if (turn.begin(inference.nowNanos())) {
      turn.end();
      if (live == null && lease != null) {
        lease.close();
      }
    }
  }

  /** The client reads again. */
  private void ready() {
    var row = live;
    if (row != null) {
      row.ready();
    }
  }

  private void takesNoMore() {
    var held = lease;
    if (held != null && counted.getAndSet(false)) {
      meter.streamClosed(held.model().key().name());
    }
  }

  @Override
  public boolean endIfIdleSince(long nanos, Fault fault) {
    var row = live;
    if (row != null) {
      return row.endIfIdleSince(nanos, fault);
    }
    if (!turn.endIfIdleSince(nanos)) {
      return false;
    }
    fail(fault);
    return true;
  }

  @Override
  public void end(Fault fault) {
    var row = live;
    if (row != null) {
      row.end(fault);
    } else if (turn.endBecause(fault)) {
      fail(fault);
    }
  }
}
