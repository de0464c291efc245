package dev.unroll.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import org.junit.jupiter.api.Test;

class ErrorDetailsReflectionTest {
  private static final ServerReflectionRequest DETAILS =
      ServerReflectionRequest.newBuilder().setFileContainingSymbol("google.rpc.BadRequest").build();

  @Test
  void clientThatDoesNotRead_isAskedForNoFurtherRequest() {
    var call = new HandCall();
    var listener =
        new ErrorDetailsReflection()
            .interceptCall(call, new Metadata(), (told, headers) -> new ServerCall.Listener<>() {});
    listener.onMessage(DETAILS);
    assertEquals(1, call.sent);
    assertEquals(1, call.requested);
    call.ready = false;
    listener.onMessage(DETAILS);
    assertEquals(2, call.sent);
    assertEquals(1, call.requested);
    call.ready = true;
    listener.onReady();
    listener.onReady();
    assertEquals(2, call.requested);
  }

  private static final class HandCall
      extends ServerCall<ServerReflectionRequest, ServerReflectionResponse> {
    private int sent;
    private int requested;
    private boolean ready = true;

    @Override
    public void request(int messages) {
      requested += messages;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(ServerReflectionResponse message) {
      sent++;
    }

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse>
        getMethodDescriptor() {
      return ServerReflectionGrpc.getServerReflectionInfoMethod();
    }
  }
}
