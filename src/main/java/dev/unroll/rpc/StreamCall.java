package dev.unroll.rpc;

import dev.unroll.core.Fault;
import dev.unroll.core.Task;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.repository.ModelLease;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * One StreamManyToMany: gathers the parts of the input, and answers when the client half-closes.
 *
 * <p>gRPC calls it from one thread at a time.
 */
final class StreamCall implements StreamObserver<StreamManyToManyRequest> {
  private final Inference inference;
  private final RequestMeter meter;
  private final ServedCall<StreamManyToManyResponse> call;

  private @Nullable ModelLease lease;
  private @Nullable InputParts parts;
  private ModelSelector selector = ModelSelector.getDefaultInstance();
  private @Nullable Generation generation;
  private boolean raw;
  private boolean over;

  StreamCall(Inference inference, RequestMeter meter, ServedCall<StreamManyToManyResponse> call) {
    this.inference = inference;
    this.meter = meter;
    this.call = call;
  }

  @Override
  public void onNext(StreamManyToManyRequest request) {
    if (over) {
      return;
    }
    try {
      if (lease == null) {
        open(request);
      } else {
        goOn(request);
      }
      if (request.getInput().getKindCase() != Input.KindCase.KIND_NOT_SET && parts != null) {
        parts.add(InputMessages.given(request.getInput()));
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      close();
      call.fail(e);
    }
  }

  private void open(StreamManyToManyRequest first) {
    selector = first.getModel();
    var held = inference.lease(selector, Task.MANY_TO_MANY, "StreamManyToMany");
    lease = held;
    meter.streamOpened(selector.getName());
    boolean generates = held.model().plan() instanceof GeneratorPlan;
    Inference.refuse(
        held, generates && first.getRaw(), "raw", "generates text, which has no raw output");
    Inference.refuse(held, !generates && first.hasGeneration(), "generation", "does not generate");
    parts = new InputParts(held.model().bounds(), held.model().plan().facts().input().volume());
    generation = first.getGeneration();
    raw = first.getRaw();
  }

  private void goOn(StreamManyToManyRequest request) {
    if (request.hasModel() && !request.getModel().equals(selector)) {
      throw Fault.invalid(
          "model",
          "changes in the middle of the stream, which began with '" + selector.getName() + "'");
    }
    if (request.hasGeneration() || (request.getRaw() && !raw)) {
      throw Fault.invalid(
          request.hasGeneration() ? "generation" : "raw",
          "is set in a later message; only the first may");
    }
  }

  @Override
  public void onCompleted() {
    if (over) {
      return;
    }
    var held = lease;
    var gathered = parts;
    if (held == null || gathered == null) {
      over = true;
      call.fail(Fault.invalid("model", "is missing: the stream ended before any message"));
      return;
    }
    try {
      answer(held, gathered);
    } catch (RuntimeException | OutOfMemoryError e) {
      call.fail(e);
      held.close();
    }
    end();
  }

  private void answer(ModelLease held, InputParts gathered) {
    var given = gathered.all();
    if (held.model().plan() instanceof GeneratorPlan plan) {
      inference.generate(
          call,
          held,
          given,
          plan,
          generation == null ? Generation.getDefaultInstance() : generation,
          piece -> StreamManyToManyResponse.newBuilder().setPiece(piece).build(),
          end -> StreamManyToManyResponse.newBuilder().setEnd(end).build());
    } else if (held.model().plan() instanceof AnswerPlan plan) {
      inference.answer(call, held, given, plan, AlignedMessages.stream(call, held, raw));
    }
  }

  @Override
  public void onError(Throwable thrown) {
    // The client has left; the row, if there is one, was cancelled by the call.
    if (!over) {
      close();
    }
  }

  private void close() {
    if (lease != null) {
      lease.close();
      end();
    }
    over = true;
  }

  private void end() {
    if (!over && lease != null) {
      meter.streamClosed(selector.getName());
    }
    over = true;
  }
}
