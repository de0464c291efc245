package dev.unroll.grpc.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that its service and its limits may both end, from different threads. The first end
 * counts; what comes later is dropped. gRPC itself allows only one thread at a time and one end.
 */
final class ClosedOnceCall<A, B> extends SimpleForwardingServerCall<A, B> {
  private final Runnable whenClosed;

  @GuardedBy("this")
  private boolean closed;

  /**
   * @param whenClosed called once, before the call is closed
   */
  ClosedOnceCall(ServerCall<A, B> call, Runnable whenClosed) {
    super(call);
    this.whenClosed = whenClosed;
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!closed) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(B message) {
    if (!closed) {
      super.sendMessage(message);
    }
  }

  @Override
  public synchronized void close(Status status, Metadata trailers) {
    if (!closed) {
      closed = true;
      whenClosed.run();
      super.close(status, trailers);
    }
  }
}
