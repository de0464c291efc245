package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tools without the protos can find out. */
class ReflectionTest {
  private static final ServerReflectionRequest LIST =
      ServerReflectionRequest.newBuilder().setListServices("").build();

  @TempDir private Path models;

  @Test
  void reflection_tellsServicesAndTheirMessages() throws Exception {
    try (var server = ServerHarness.start(models)) {
      var services =
          ask(server, LIST).getListServicesResponse().getServiceList().stream()
              .map(service -> service.getName())
              .toList();
      assertTrue(
          services.containsAll(
              List.of("unroll.v1.SequenceInference", "unroll.v1.Models", "grpc.health.v1.Health")),
          services::toString);
      for (var symbol : List.of("unroll.v1.SequenceInference", "unroll.v1.Models.Describe")) {
        var answer =
            ask(
                server,
                ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());
        assertTrue(answer.getFileDescriptorResponse().getFileDescriptorProtoCount() > 0, symbol);
      }
    }
  }

  @Test
  void reflection_switchedOff_isUnimplemented() throws Exception {
    try (var server = ServerHarness.start(models, "reflection", "false")) {
      ask(server, LIST);
      throw new AssertionError("it answers");
    } catch (ExecutionException e) {
      assertEquals(Code.UNIMPLEMENTED, Status.fromThrowable(e).getCode());
    }
  }

  private static ServerReflectionResponse ask(ServerHarness server, ServerReflectionRequest request)
      throws Exception {
    var first = new CompletableFuture<ServerReflectionResponse>();
    var call =
        ServerReflectionGrpc.newStub(server.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse answer) {
                    first.complete(answer);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    first.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {}
                });
    call.onNext(request);
    call.onCompleted();
    return first.get();
  }
}
