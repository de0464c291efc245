package dev.unroll.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the calls that a draining server must wait for. Calls of gRPC's own services do not count,
 * since a client may watch health without end.
 */
final class CallsInFlight implements ServerInterceptor {
  private static final String OWN_SERVICES = "grpc.";

  private final AtomicInteger count = new AtomicInteger();

  boolean none() {
    return count.get() == 0;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    if (call.getMethodDescriptor().getFullMethodName().startsWith(OWN_SERVICES)) {
      return next.startCall(call, headers);
    }
    count.incrementAndGet();
    ServerCall.Listener<A> listener;
    try {
      listener = next.startCall(call, headers);
    } catch (RuntimeException e) {
      count.decrementAndGet();
      throw e;
    }
    // gRPC ends each call by exactly one of these two methods.
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onComplete() {
        count.decrementAndGet();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        count.decrementAndGet();
        super.onCancel();
      }
    };
  }
}
