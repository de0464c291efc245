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
 * so this interceptor parses messages itself. Whatever else a parser or a service throws, such as
 * OutOfMemoryError, gets its status from {@link FaultTable}.
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

  /** Returns the status for what a parser or a service has thrown. */
  private static StatusRuntimeException status(Throwable thrown) {
    if (!(thrown instanceof StatusRuntimeException known)) {
      return FaultTable.status(thrown);
    }
    if (known.getStatus().getCause() instanceof InvalidProtocolBufferException invalid) {
      return Status.INVALID_ARGUMENT
          .withDescription("the message is not valid protobuf: " + invalid.getMessage())
          .asRuntimeException();
    }
    // gRPC throws RESOURCE_EXHAUSTED for a message that exceeds the limit only after decompression.
    return known;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean refused;

      @Override
      public void onMessage(A message) {
        guard(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        guard(super::onHalfClose);
      }

      @Override
      public void onReady() {
        guard(super::onReady);
      }

      private void guard(Runnable event) {
        if (refused) {
          return;
        }
        try {
          event.run();
        } catch (RuntimeException | Error e) {
          refused = true;
          var status = status(e);
          // For the service the call has ended, so that it releases the call's resources.
          super.onCancel();
          var trailers = status.getTrailers();
          call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
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
