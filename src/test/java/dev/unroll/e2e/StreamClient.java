package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceStub;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One StreamManyToMany, a message at a time. */
final class StreamClient
    implements ClientResponseObserver<StreamManyToManyRequest, StreamManyToManyResponse> {
  private final List<StreamManyToManyResponse> answers =
      Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<StreamManyToManyResponse> fresh = new LinkedBlockingQueue<>();
  private final boolean reads;
  private final CompletableFuture<List<StreamManyToManyResponse>> end = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<StreamManyToManyRequest> call;

  private StreamClient(boolean reads) {
    this.reads = reads;
  }

  static StreamClient open(ServerHarness server) {
    return open(server.channel());
  }

  /** A client that takes no answer unless it {@link #read}s. */
  static StreamClient openUnread(Channel channel) {
    return open(channel, false);
  }

  private static StreamClient open(Channel channel) {
    return open(channel, true);
  }

  /** A client that waits no longer than that. */
  static StreamClient openFor(ServerHarness server, Duration deadline) {
    var stub = SequenceInferenceGrpc.newStub(server.channel());
    return open(stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS), true);
  }

  private static StreamClient open(Channel channel, boolean reads) {
    return open(SequenceInferenceGrpc.newStub(channel), reads);
  }

  private static StreamClient open(SequenceInferenceStub stub, boolean reads) {
    var client = new StreamClient(reads);
    var unused = stub.streamManyToMany(client);
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

  /** Whether a message more would go out, and not pile up here. */
  boolean isReady() {
    return call().isReady();
  }

  /** Of an unread one: takes that many answers more. */
  void read(int count) {
    call().request(count);
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

  /** The next answer, of those that nobody has asked for by this. */
  StreamManyToManyResponse next() throws Throwable {
    var answer = fresh.poll(30, TimeUnit.SECONDS);
    return answer == null ? fail("no further answer comes") : answer;
  }

  /** How many answers have come. */
  int received() {
    return answers.size();
  }

  boolean isOver() {
    return end.isDone();
  }

  StreamClient halfClose() {
    call().onCompleted();
    return this;
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
    if (!reads) {
      stream.disableAutoRequestWithInitial(0);
    }
  }

  @Override
  public void onNext(StreamManyToManyResponse answer) {
    answers.add(answer);
    fresh.add(answer);
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
