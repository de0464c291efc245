package dev.unroll.e2e;

import static dev.unroll.grpc.unroll.Requests.ids;

import com.google.protobuf.ByteString;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelRepositoryParameter;
import dev.unroll.triton.RepositoryModelLoadRequest;
import dev.unroll.triton.RepositoryModelUnloadRequest;
import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.ModelsGrpc;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.Vectors;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What hostile clients do, one action at a time. Each holds what it has opened, up to a number, so
 * that the server is never rid of it.
 */
final class Attackers implements AutoCloseable {
  private static final int MOST_HELD = 200;
  private static final Duration FLOOD_PAUSE = Duration.ofSeconds(1);
  private static final CallOptions OPTIONS = CallOptions.DEFAULT;

  private final ManagedChannel channel;
  private final ManagedChannel deaf;
  private final Queue<ClientCall<?, ?>> silent = new ArrayDeque<>();
  private final Queue<ClientCall<?, ?>> unread = new ArrayDeque<>();
  private final Queue<ClientCall<?, ?>> streams = new ArrayDeque<>();
  private final SocketAttackers sockets;
  private int loads;

  Attackers(int port, int opsPort) {
    this.sockets = new SocketAttackers(port, opsPort);
    this.channel = ServerHarness.channelTo(port);
    this.deaf =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .initialFlowControlWindow(1)
            .build();
  }

  /**
   * One kind of attack.
   *
   * @param pause after each time, so that not all of the processor is theirs
   */
  record Attack(String name, Duration pause, Runnable once) {
    Attack(String name, Runnable once) {
      this(name, Duration.ofMillis(10), once);
    }
  }

  /** Each attack; one thread may run each of them again and again. */
  List<Attack> attacks() {
    return List.of(
        new Attack("half-sent requests to the ops port", sockets::sendHalfARequestToOps),
        new Attack("unread answers of /metrics", sockets::leaveMetricsUnread),
        new Attack("loads with a changing config", this::load),
        new Attack("unloads", this::unload),
        new Attack("compressed calls whose large answers are unread", this::leaveAnAnswerUnread),
        new Attack("compressed texts of 990,000 spaces", this::sendSpaces),
        new Attack("trip counts without end", this::runForEver),
        new Attack("sequences too long for one run", this::sendALongSequence),
        new Attack("silent requests", this::beginARequest),
        new Attack("silent live streams", this::openAStream),
        new Attack(
            "20,000 silent calls on one connection", FLOOD_PAUSE, sockets::openManySilentCalls),
        new Attack(
            "20,000 silent streams on one connection", FLOOD_PAUSE, sockets::openManySilentStreams),
        new Attack("connections without a handshake", sockets::connectAndSayNothing),
        new Attack("sequence ids of 15 MB", this::sendALongSequenceId),
        new Attack("names of 1 MB", this::askWithALongName),
        new Attack("names of 60,000 characters, echoed", this::askForALongModel),
        new Attack("reflection, again and again", this::reflect),
        new Attack("large messages", this::sendALargeMessage),
        new Attack("huge messages that do not go on", sockets::beginAHugeMessage),
        new Attack("calls that are reset", this::openAndReset),
        new Attack("floods of resets", FLOOD_PAUSE, sockets::resetManyCalls));
  }

  private void beginARequest() {
    hold(silent, call(channel, SequenceInferenceGrpc.getManyToOneMethod()));
  }

  private void leaveAnAnswerUnread() {
    var call =
        call(deaf, SequenceInferenceGrpc.getManyToManyMethod(), OPTIONS.withCompression("gzip"));
    call.sendMessage(
        ManyToManyRequest.newBuilder()
            .setModel(ModelSelector.newBuilder().setName("each"))
            .setInput(Requests.sameIds(1000, 1))
            .build());
    call.halfClose();
    hold(unread, call);
  }

  private void load() {
    attempt(() -> {
      var answer =
          GRPCInferenceServiceGrpc.newBlockingStub(channel)
              .repositoryModelLoad(
                  RepositoryModelLoadRequest.newBuilder()
                      .setModelName("each")
                      .putParameters(
                          "config",
                          ModelRepositoryParameter.newBuilder()
                              .setStringParam("{\"max_batch_size\": " + (1 + loads++ % 100) + "}")
                              .build())
                      .build());
      return answer;
    });
  }

  private void unload() {
    var request = RepositoryModelUnloadRequest.newBuilder().setModelName("text").build();
    attempt(() -> GRPCInferenceServiceGrpc.newBlockingStub(channel).repositoryModelUnload(request));
    var again = RepositoryModelLoadRequest.newBuilder().setModelName("text").build();
    attempt(() -> GRPCInferenceServiceGrpc.newBlockingStub(channel).repositoryModelLoad(again));
  }

  private void sendSpaces() {
    ask(Requests.manyToOne("text", Requests.text(" ".repeat(990_000))));
  }

  private void runForEver() {
    ask(Requests.manyToOne("counting", ids(1L << 60)));
  }

  private void sendALongSequence() {
    ask(Requests.manyToOne("whole", Requests.sameIds(4000, 1)));
  }

  private void ask(ManyToOneRequest request) {
    attempt(() ->
        SequenceInferenceGrpc.newBlockingStub(channel).withCompression("gzip").manyToOne(request));
  }

  private void sendALongSequenceId() {
    var id = InferParameter.newBuilder().setStringParam("s".repeat(15_000_000)).build();
    var request =
        ModelInferRequest.newBuilder().setModelName("m").putParameters("sequence_id", id).build();
    attempt(() -> GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request));
  }

  private void askForALongModel() {
    ask(Requests.manyToOne("m".repeat(60_000), ids(1)));
  }

  private void reflect() {
    var call = call(deaf, ServerReflectionGrpc.getServerReflectionInfoMethod());
    for (int again = 0; again < 100; again++) {
      call.sendMessage(
          ServerReflectionRequest.newBuilder()
              .setFileContainingSymbol("unroll.v1.SequenceInference")
              .build());
    }
    hold(unread, call);
  }

  private void askWithALongName() {
    var name = DescribeModelRequest.newBuilder().setName("m".repeat(1 << 20)).build();
    attempt(() -> ModelsGrpc.newBlockingStub(channel).describe(name));
  }

  private void openAStream() {
    var call = channel.newCall(SequenceInferenceGrpc.getStreamManyToManyMethod(), OPTIONS);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(
        StreamManyToManyRequest.newBuilder()
            .setModel(ModelSelector.newBuilder().setName("each"))
            .setInput(ids(1, 2))
            .build());
    hold(streams, call);
  }

  private void sendALargeMessage() {
    var request =
        ManyToOneRequest.newBuilder()
            .setModel(ModelSelector.newBuilder().setName("m"))
            .setInput(
                Input.newBuilder()
                    .setVectors(
                        Vectors.newBuilder()
                            .setLittleEndian(ByteString.copyFrom(new byte[4 << 20]))))
            .build();
    attempt(() -> SequenceInferenceGrpc.newBlockingStub(channel).manyToOne(request));
  }

  private void openAndReset() {
    call(channel, SequenceInferenceGrpc.getManyToOneMethod()).cancel("reset", null);
  }

  /** Begins a call whose headers are sent at once, and whose answers are never requested. */
  private static <A, B> ClientCall<A, B> call(ManagedChannel on, MethodDescriptor<A, B> method) {
    return call(on, method, OPTIONS);
  }

  private static <A, B> ClientCall<A, B> call(
      ManagedChannel on, MethodDescriptor<A, B> method, CallOptions options) {
    var call = on.newCall(method.toBuilder().setType(MethodType.BIDI_STREAMING).build(), options);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    return call;
  }

  private interface Ask {
    Object answer();
  }

  private static void attempt(Ask ask) {
    try {
      ask.answer();
    } catch (StatusRuntimeException refused) {
      // A refusal is what it should get.
    }
  }

  private static void hold(Queue<ClientCall<?, ?>> held, ClientCall<?, ?> call) {
    held.add(call);
    if (held.size() > MOST_HELD) {
      held.remove().cancel("enough", null);
    }
  }

  @Override
  public void close() throws IOException {
    var calls = new ArrayList<ClientCall<?, ?>>(silent);
    calls.addAll(unread);
    calls.addAll(streams);
    calls.forEach(call -> call.cancel("over", null));
    sockets.close();
    channel.shutdownNow();
    deaf.shutdownNow();
  }
}
