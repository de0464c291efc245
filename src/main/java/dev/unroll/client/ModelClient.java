package dev.unroll.client;

import dev.unroll.client.print.Answer;
import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.ListModelsRequest;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelsGrpc;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A connection to one server. Thread-safe. */
public final class ModelClient implements AutoCloseable {
  private final ManagedChannel channel;
  private final Failures failures;
  private final Duration deadline;

  /**
   * Creates a client that connects at the first call.
   *
   * @param deadline how long each call may take; zero means without limit
   */
  public ModelClient(Target target, Duration deadline) {
    // The client sets no limit on messages: an answer is as large as the user's request needs.
    this.channel =
        target
            .channel()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .userAgent("unroll-client")
            .build();
    this.failures = new Failures(target);
    this.deadline = deadline;
  }

  /** Returns all models of the server's repository, sorted by name. */
  List<Model> list() throws CallFailure {
    return blocking(() ->
        timed(ModelsGrpc.newBlockingStub(channel))
            .list(ListModelsRequest.getDefaultInstance())
            .getModelsList());
  }

  /** Returns the model of that name. */
  Model describe(String name) throws CallFailure {
    var request = DescribeModelRequest.newBuilder().setName(name).build();
    return blocking(() -> timed(ModelsGrpc.newBlockingStub(channel)).describe(request).getModel());
  }

  /** Makes one call and waits for its end. {@code answers} receives each message as it comes. */
  void call(Request request, Consumer<Answer> answers) throws CallFailure {
    await(start(request, answers));
  }

  /** Starts one call. The future fails only with a {@link CallFailure}. */
  CompletableFuture<Void> start(Request request, Consumer<Answer> answers) {
    var stub = timed(SequenceInferenceGrpc.newStub(channel));
    return switch (request.rpc()) {
      case ONE_TO_MANY -> {
        var call = new Receiver<>(Answer.Part::new, answers, failures);
        stub.oneToMany(request.oneToMany(), call);
        yield call.ended();
      }
      case MANY_TO_ONE -> {
        var call = new Receiver<>(Answer.One::new, answers, failures);
        stub.manyToOne(request.manyToOne(), call);
        yield call.ended();
      }
      case MANY_TO_MANY -> {
        var call = new Receiver<>(Answer.Many::new, answers, failures);
        stub.manyToMany(request.manyToMany(), call);
        yield call.ended();
      }
      case STREAM -> {
        var stream = stream(answers);
        stream.send(request.stream());
        stream.halfClose();
        yield stream.ended();
      }
    };
  }

  /** Opens a stream whose input is sent in parts. */
  StreamExchange stream(Consumer<Answer> answers) {
    return StreamExchange.open(timed(SequenceInferenceGrpc.newStub(channel)), answers, failures);
  }

  static void await(CompletableFuture<Void> ended) throws CallFailure {
    try {
      ended.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof CallFailure failure) {
        throw failure;
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private <T> T blocking(Supplier<T> call) throws CallFailure {
    try {
      return call.get();
    } catch (StatusRuntimeException failed) {
      throw failures.of(failed);
    }
  }

  private <S extends AbstractStub<S>> S timed(S stub) {
    return deadline.isZero()
        ? stub
        : stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }
}
