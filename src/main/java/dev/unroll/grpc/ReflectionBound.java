package dev.unroll.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the streams of reflection. A request of some bytes is answered by descriptors of many
 * kilobytes, so each stream may ask only so often, and only some may be open: gRPC takes no further
 * request while an answer waits, but holds that answer for a client that does not read it.
 *
 * <p>Thread-safe.
 */
final class ReflectionBound implements ServerInterceptor {
  /** People and their tools are few. */
  static final int MOST_STREAMS = 256;

  /** A tool asks once for each service and each file. */
  static final int MOST_REQUESTS = 1000;

  private final AtomicInteger open = new AtomicInteger();

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    if (open.incrementAndGet() > MOST_STREAMS) {
      open.decrementAndGet();
      call.close(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "the server has " + MOST_STREAMS + " streams of reflection, which is its limit"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    var left = new AtomicBoolean();
    var refusing =
        new SimpleForwardingServerCall<A, B>(call) {
          private boolean refused;

          void refuse(Status status) {
            refused = true;
            super.close(status, new Metadata());
          }

          @Override
          public void close(Status status, Metadata trailers) {
            if (!refused) {
              super.close(status, trailers);
            }
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(refusing, headers)) {
      private int requests;

      @Override
      public void onMessage(A message) {
        if (refusing.refused) {
          return;
        }
        if (++requests > MOST_REQUESTS) {
          refusing.refuse(
              Status.RESOURCE_EXHAUSTED.withDescription(
                  "the stream has asked "
                      + MOST_REQUESTS
                      + " times, which is the limit; open a new one"));
          // For the service the stream has ended.
          super.onCancel();
          return;
        }
        super.onMessage(message);
      }

      @Override
      public void onHalfClose() {
        if (!refusing.refused) {
          super.onHalfClose();
        }
      }

      @Override
      public void onReady() {
        if (!refusing.refused) {
          super.onReady();
        }
      }

      @Override
      public void onCancel() {
        leave();
        if (!refusing.refused) {
          super.onCancel();
        }
      }

      @Override
      public void onComplete() {
        leave();
        if (!refusing.refused) {
          super.onComplete();
        }
      }

      private void leave() {
        if (left.compareAndSet(false, true)) {
          open.decrementAndGet();
        }
      }
    };
  }
}
