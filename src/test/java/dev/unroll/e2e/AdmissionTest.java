package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.LogSettingsRequest;
import dev.unroll.triton.ModelRepositoryParameter;
import dev.unroll.triton.RepositoryModelLoadRequest;
import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ModelsGrpc;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.Vectors;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send too much, too slowly, or do not read, beside honest ones. */
class AdmissionTest {
  @TempDir private Path models;

  @BeforeEach
  void put() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
  }

  /** A client's call whose messages the test sends and reads itself. */
  private static final class RawCall<A, B> extends ClientCall.Listener<B> {
    final ClientCall<A, B> call;
    final CompletableFuture<Status> end = new CompletableFuture<>();

    RawCall(ManagedChannel channel, MethodDescriptor<A, B> method) {
      // The headers of a call that sends one message would wait for the message.
      var eager = method.toBuilder().setType(MethodDescriptor.MethodType.BIDI_STREAMING).build();
      call = channel.newCall(eager, CallOptions.DEFAULT);
      call.start(this, new Metadata());
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }
  }

  private static void assertServes(ServerHarness server) {
    assertTrue(server.calls().manyToOne(manyToOne("m", ids(1, 2))).getOutputsCount() > 0);
  }

  @Test
  void request_thatNeverArrives_isEnded_andOthersAreServed() throws Exception {
    try (var server =
        ServerHarness.start(
            models, "client-timeout", "200ms", "max-calls", "2", "max-calls-per-address", "2")) {
      var silent = new RawCall<>(server.channel(), SequenceInferenceGrpc.getManyToOneMethod());
      assertServes(server);
      var status = silent.end.get();
      assertEquals(Code.DEADLINE_EXCEEDED, status.getCode());
      assertTrue(
          String.valueOf(status.getDescription()).contains("client-timeout"), status::toString);
      Await.until("no call is open", () -> open(server, "inference") == 0);
      assertEquals(1, server.meter("unroll_rejected_total", "reason=\"slow-client\""));
      assertServes(server);
    }
  }

  @Test
  void calls_beyondTheLimit_areRefusedAtTheirHeaders() throws Exception {
    try (var server = ServerHarness.start(models, "max-calls", "2", "max-calls-per-address", "2")) {
      var first = new RawCall<>(server.channel(), SequenceInferenceGrpc.getManyToOneMethod());
      var second = new RawCall<>(server.channel(), SequenceInferenceGrpc.getManyToOneMethod());
      Await.until("both are open", () -> open(server, "inference") == 2);
      assertRefused(Code.RESOURCE_EXHAUSTED, "2 open calls", () -> assertServes(server));
      assertEquals("SERVING", server.health("m"), "control calls have a limit of their own");
      first.call.cancel("enough", null);
      Await.until("one has left", () -> open(server, "inference") == 1);
      assertServes(server);
      second.call.cancel("enough", null);
    }
  }

  @Test
  void calls_ofOneAddress_leaveHalfOfThemToOthers() throws Exception {
    try (var server = ServerHarness.start(models, "max-calls", "4")) {
      var first = new RawCall<>(server.channel(), SequenceInferenceGrpc.getManyToOneMethod());
      var second = new RawCall<>(server.channel(), SequenceInferenceGrpc.getManyToOneMethod());
      Await.until("both are open", () -> open(server, "inference") == 2);
      assertRefused(Code.RESOURCE_EXHAUSTED, "the limit of an address", () -> assertServes(server));
      assertEquals(2, open(server, "inference"), "a refused call holds nothing");
      first.call.cancel("enough", null);
      Await.until("one has left", () -> open(server, "inference") == 1);
      assertServes(server);
      second.call.cancel("enough", null);
    }
  }

  @Test
  void answer_thatIsNeverRead_isGivenUp_andItsBytesAreFree() throws Exception {
    Folders.zoo(models, "gru_norm_softmax_each", "tags", 1);
    try (var server = ServerHarness.start(models, "client-timeout", "300ms")) {
      var deaf =
          NettyChannelBuilder.forAddress("127.0.0.1", server.port())
              .usePlaintext()
              .initialFlowControlWindow(1)
              .build();
      var request =
          dev.unroll.v1.ManyToManyRequest.newBuilder()
              .setModel(dev.unroll.v1.ModelSelector.newBuilder().setName("tags"))
              .setInput(Requests.sameIds(4000, 1))
              .build();
      var call = new RawCall<>(deaf, SequenceInferenceGrpc.getManyToManyMethod());
      call.call.sendMessage(request);
      call.call.halfClose();
      Await.until("the answer waits to be read", () -> server.meter("unroll_open_bytes") > 16_000);
      Await.until("nothing is held", () -> server.meter("unroll_open_bytes") == 0);
      assertEquals(1, server.meter("unroll_rejected_total", "reason=\"slow-client\""));
      assertServes(server);
      call.call.request(2);
      assertEquals(Code.CANCELLED, call.end.get().getCode());
      deaf.shutdownNow();
    }
  }

  @Test
  void bytes_ofRequestsThatArrive_areBounded() throws Exception {
    try (var server = ServerHarness.start(models, "max-call-bytes", "1000000")) {
      var large =
          ManyToOneRequest.newBuilder()
              .setModel(dev.unroll.v1.ModelSelector.newBuilder().setName("m"))
              .setInput(
                  Input.newBuilder()
                      .setVectors(
                          Vectors.newBuilder()
                              .setLittleEndian(ByteString.copyFrom(new byte[2_000_000]))))
              .build();
      assertRefused(
          Code.RESOURCE_EXHAUSTED, "1000000 bytes", () -> server.calls().manyToOne(large));
      Await.until("nothing is held", () -> server.meter("unroll_open_bytes") == 0);
      assertServes(server);
    }
  }

  @Test
  void controlCall_withALargeMessage_isRefused() throws Exception {
    try (var server = ServerHarness.start(models)) {
      var request = DescribeModelRequest.newBuilder().setName("m".repeat(1 << 20)).build();
      assertRefused(
          Code.RESOURCE_EXHAUSTED,
          "65536 bytes",
          () -> ModelsGrpc.newBlockingStub(server.channel()).describe(request));
      assertServes(server);
    }
  }

  @Test
  void loads_inACrowd_areOneAtATime_andTheRestIsRefused() throws Exception {
    try (var server = ServerHarness.start(models)) {
      var loads = new ArrayList<ListenableFuture<?>>();
      var stub = GRPCInferenceServiceGrpc.newFutureStub(server.channel());
      for (int load = 0; load < 40; load++) {
        loads.add(
            stub.repositoryModelLoad(
                RepositoryModelLoadRequest.newBuilder()
                    .setModelName("m")
                    .putParameters(
                        "config",
                        ModelRepositoryParameter.newBuilder()
                            .setStringParam("{\"max_batch_size\": " + (load + 1) + "}")
                            .build())
                    .build()));
      }
      assertEquals("SERVING", server.health("m"));
      int refused = 0;
      for (var load : loads) {
        try {
          load.get();
        } catch (ExecutionException e) {
          assertEquals(Code.RESOURCE_EXHAUSTED, Status.fromThrowable(e).getCode(), e::toString);
          refused++;
        }
      }
      assertTrue(refused < 40, "none was loaded");
      assertServes(server);
    }
  }

  @Test
  void adminCalls_withoutModelControl_changeNothing() throws Exception {
    try (var server = ServerHarness.start(models, "model-control", "false")) {
      assertRefused(
          Code.UNAVAILABLE,
          "--model-control true",
          () ->
              server
                  .triton()
                  .repositoryModelLoad(
                      RepositoryModelLoadRequest.newBuilder().setModelName("m").build()));
      var louder =
          LogSettingsRequest.newBuilder()
              .putSettings(
                  "log_verbose_level",
                  LogSettingsRequest.SettingValue.newBuilder().setUint32Param(1).build())
              .build();
      assertRefused(
          Code.UNAVAILABLE, "--model-control true", () -> server.triton().logSettings(louder));
      var settings = server.triton().logSettings(LogSettingsRequest.getDefaultInstance());
      assertTrue(settings.getSettingsMap().containsKey("log_info"));
    }
  }

  @Test
  void connections_beyondTheLimitOfAnAddress_areClosedAtOnce() throws Exception {
    try (var server = ServerHarness.start(models, "max-connections-per-address", "3")) {
      assertServes(server);
      var sockets = new ArrayList<Socket>();
      for (int socket = 0; socket < 2; socket++) {
        sockets.add(connect(server.port()));
      }
      Await.until("all are counted", () -> server.meter("unroll_connections") == 3);
      try (var beyond = connect(server.port())) {
        assertEquals(-1, end(beyond.getInputStream()));
      }
      assertServes(server);
      for (var socket : sockets) {
        socket.close();
      }
      Await.until("they are gone", () -> server.meter("unroll_connections") == 1);
      try (var again = connect(server.port())) {
        Await.until("there is room", () -> server.meter("unroll_connections") == 2);
        assertTrue(again.isConnected());
      }
    }
  }

  private static Socket connect(int port) throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private static int end(InputStream stream) {
    try {
      return stream.read();
    } catch (IOException reset) {
      return -1;
    }
  }

  private static double open(ServerHarness server, String door) {
    return server.meter("unroll_open_calls", "door=\"" + door + "\"");
  }
}
