package dev.unroll.openinference;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Reads from a stream's headers whether its client wants failures as gRPC statuses instead of
 * messages.
 */
final class GrpcErrorHeader implements ServerInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER);

  private static final Context.Key<Boolean> WANTED = Context.key("unroll-plain-errors");

  /** Whether the call that runs on this thread wants them. */
  static boolean areWanted() {
    return Boolean.TRUE.equals(WANTED.get());
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    if (!"true".equalsIgnoreCase(headers.get(HEADER))) {
      return next.startCall(call, headers);
    }
    return Contexts.interceptCall(Context.current().withValue(WANTED, true), call, headers, next);
  }
}
