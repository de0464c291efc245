package dev.unroll;

import static org.junit.jupiter.api.Assertions.fail;

import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One StreamManyToMany, a message at a time. */
final class StreamClient
    implements ClientResponseObserver<StreamManyToManyRequest, StreamManyToManyResponse> {
  private final List<StreamManyToManyResponse> answers = new ArrayList<>();
  private final CompletableFuture<List<StreamManyToManyResponse>> end = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<StreamManyToManyRequest> call;

  private StreamClient() {}

  static StreamClient open(ServerHarness server) {
    return open(server.channel());
  }

  private static StreamClient open(Channel channel) {
    var client = new StreamClient();
    var unused = SequenceInferenceGrpc.newStub(channel).streamManyToMany(client);
    return client;
  }

  /** A first message that names the model, with input or {@code Input.getDefaultInstance()}. */
  static StreamClient open(ServerHarness server, String model, Input input) {
    return open(server.channel(), model, input);
  }

  static StreamClient open(Channel channel, String model, Input input) {
    return open(channel).send(first(model, input).build());
  }

  static StreamManyToManyRequest.Builder first(String model, Input input) {
    return StreamManyToManyRequest.newBuilder().setModel(Requests.model(model)).setInput(input);
  }

  StreamClient send(StreamManyToManyRequest message) {
    call().onNext(message);
    return this;
  }

  StreamClient send(Input input) {
    return send(StreamManyToManyRequest.newBuilder().setInput(input).build());
  }

  StreamClient send(Generation generation) {
    return send(StreamManyToManyRequest.newBuilder().setGeneration(generation).build());
  }

  void cancel() {
    call().cancel("the client has seen enough", null);
  }

  /** Half-closes, and waits for all answers. */
  List<StreamManyToManyResponse> finish() throws Throwable {
    call().onCompleted();
    return answers();
  }

  /** Waits for the call's end, and throws its status where it is not OK. */
  List<StreamManyToManyResponse> answers() throws Throwable {
    try {
      return end.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw java.util.Objects.requireNonNullElse(e.getCause(), e);
    } catch (TimeoutException e) {
      return fail("the stream does not end", e);
    }
  }

  private ClientCallStreamObserver<StreamManyToManyRequest> call() {
    return java.util.Objects.requireNonNull(call);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StreamManyToManyRequest> stream) {
    call = stream;
  }

  @Override
  public void onNext(StreamManyToManyResponse answer) {
    answers.add(answer);
  }

  @Override
  public void onError(Throwable thrown) {
    end.completeExceptionally(thrown);
  }

  @Override
  public void onCompleted() {
    end.complete(answers);
  }
}
