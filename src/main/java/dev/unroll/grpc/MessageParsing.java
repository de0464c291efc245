package dev.unroll.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * A message that is no valid protobuf, text that is no UTF-8 among them, is the client's fault and
 * is told so: INVALID_ARGUMENT; so is one that is too large once it is uncompressed:
 * RESOURCE_EXHAUSTED. gRPC would say UNKNOWN, whatever a parser throws, so messages are parsed
 * behind an interceptor that catches it.
 */
final class MessageParsing implements ServerInterceptor {
  private MessageParsing() {}

  static ServerServiceDefinition strict(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(service, new Unparsed()), new MessageParsing());
  }

  /** Lets bytes through. gRPC's own such marshaller buffers each small answer once more. */
  private static final class Unparsed implements MethodDescriptor.Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream bytes) {
      return bytes;
    }

    @Override
    public InputStream parse(InputStream bytes) {
      return bytes;
    }
  }

  /**
   * What a client is told of a message that could not be parsed.
   *
   * @throws StatusRuntimeException the same where it was not the parser that threw it
   */
  private static Status status(StatusRuntimeException thrown) {
    var status = thrown.getStatus();
    if (status.getCause() instanceof InvalidProtocolBufferException invalid) {
      return Status.INVALID_ARGUMENT.withDescription(
          "the message is no valid protobuf: " + invalid.getMessage());
    }
    // gRPC's own, of one that was small only as long as it was compressed.
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      return status;
    }
    throw thrown;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean refused;

      @Override
      public void onMessage(A message) {
        if (refused) {
          return;
        }
        try {
          super.onMessage(message);
        } catch (StatusRuntimeException e) {
          var status = status(e);
          refused = true;
          // To the service the call is over: it lets go of what it holds for it.
          super.onCancel();
          call.close(status, new Metadata());
        }
      }

      @Override
      public void onHalfClose() {
        if (!refused) {
          super.onHalfClose();
        }
      }

      @Override
      public void onReady() {
        if (!refused) {
          super.onReady();
        }
      }

      @Override
      public void onCancel() {
        if (!refused) {
          super.onCancel();
        }
      }

      @Override
      public void onComplete() {
        if (!refused) {
          super.onComplete();
        }
      }
    };
  }
}
