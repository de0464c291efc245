package dev.unroll.e2e;

import static dev.unroll.grpc.unroll.Requests.ids;

import com.google.protobuf.ByteString;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.ModelRepositoryParameter;
import dev.unroll.triton.RepositoryModelLoadRequest;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What hostile clients do, one action at a time. Each holds what it has opened, up to a number, so
 * that the server is never rid of it.
 */
final class Attackers implements AutoCloseable {
  /** How many kinds of attacks there are. */
  static final int KINDS = 8;

  private static final int MOST_HELD = 200;
  private static final CallOptions OPTIONS = CallOptions.DEFAULT;

  private final int port;
  private final ManagedChannel channel;
  private final ManagedChannel deaf;
  private final Queue<ClientCall<?, ?>> silent = new ArrayDeque<>();
  private final Queue<ClientCall<?, ?>> unread = new ArrayDeque<>();
  private final Queue<ClientCall<?, ?>> streams = new ArrayDeque<>();
  private final Queue<Socket> sockets = new ArrayDeque<>();
  private int loads;

  Attackers(int port) {
    this.port = port;
    this.channel = ServerHarness.channelTo(port);
    this.deaf =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .initialFlowControlWindow(1)
            .build();
  }

  /** Each attack; one thread may run each of them again and again. */
  List<Runnable> attacks() {
    return List.of(
        this::beginARequest,
        this::leaveAnAnswerUnread,
        this::connectAndSayNothing,
        this::load,
        this::askWithALongName,
        this::openAStream,
        this::sendALargeMessage,
        this::openAndReset);
  }

  private void beginARequest() {
    hold(silent, call(channel, SequenceInferenceGrpc.getManyToOneMethod()));
  }

  private void leaveAnAnswerUnread() {
    var call = call(deaf, SequenceInferenceGrpc.getManyToManyMethod());
    call.sendMessage(
        ManyToManyRequest.newBuilder()
            .setModel(ModelSelector.newBuilder().setName("each"))
            .setInput(Requests.sameIds(1000, 1))
            .build());
    call.halfClose();
    hold(unread, call);
  }

  private void connectAndSayNothing() {
    try {
      sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
      if (sockets.size() > MOST_HELD) {
        sockets.remove().close();
      }
    } catch (IOException refused) {
      // That is what the server should do beyond its limit.
    }
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
    var call = on.newCall(method.toBuilder().setType(MethodType.BIDI_STREAMING).build(), OPTIONS);
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
    for (var socket : sockets) {
      socket.close();
    }
    channel.shutdownNow();
    deaf.shutdownNow();
  }
}
