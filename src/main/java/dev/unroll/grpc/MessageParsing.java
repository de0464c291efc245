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
 * Parses messages so that a client's errors get their proper status. A message that is not valid
 * protobuf, or has text that is not UTF-8, gets INVALID_ARGUMENT. One that is too large after
 * decompression gets RESOURCE_EXHAUSTED. gRPC would answer UNKNOWN for any exception of a parser,
 * so this interceptor parses messages itself.
 */
final class MessageParsing implements ServerInterceptor {
  private MessageParsing() {}

  static ServerServiceDefinition strict(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(service, new Unparsed()), new MessageParsing());
  }

  /** Passes bytes through. gRPC's own marshaller for bytes would copy each small response again. */
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
   * Returns the status for a message that could not be parsed.
   *
   * @throws StatusRuntimeException {@code thrown} itself, if it does not come from parsing
   */
  private static Status status(StatusRuntimeException thrown) {
    var status = thrown.getStatus();
    if (status.getCause() instanceof InvalidProtocolBufferException invalid) {
      return Status.INVALID_ARGUMENT.withDescription(
          "the message is not valid protobuf: " + invalid.getMessage());
    }
    // gRPC throws this for a message that exceeds the limit only after decompression.
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
          // For the service the call has ended, so that it releases the call's resources.
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
