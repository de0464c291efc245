package dev.unroll.grpc.admission;

import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls as early as it can be known. It runs on the network's thread when the headers have
 * been read: what is beyond a limit, or cannot be done before its deadline, costs no other thread.
 * It looks again when the whole request is there, since a call may have waited for a thread
 * meanwhile.
 */
final class AdmissionInterceptor implements ServerInterceptor {
  private final OpenCalls calls;
  private final OverloadCheck overload;
  private final RequestMeter meter;
  private final Ticker ticker;

  AdmissionInterceptor(OpenCalls calls, OverloadCheck overload, RequestMeter meter, Ticker ticker) {
    this.calls = calls;
    this.overload = overload;
    this.meter = meter;
    this.ticker = ticker;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    var own = OpenCall.current();
    if (own == null) {
      throw new IllegalStateException("a call without a tracer");
    }
    var deadline = Context.current().getDeadline();
    var refusal = refusal(own, deadline);
    if (refusal != null) {
      own.refuse();
      call.close(refusal.status(), refusal.trailers());
      return new ServerCall.Listener<>() {};
    }
    var closing = new ClosedOnceCall<>(call, () -> own.answered(ticker.nanos()));
    own.endBy(status -> closing.close(status, new Metadata()));
    return new SimpleForwardingServerCallListener<>(next.startCall(closing, headers)) {
      @Override
      public void onMessage(A message) {
        super.onMessage(message);
        if (!own.isOneRequest()) {
          own.releaseMessage();
        }
      }

      @Override
      public void onHalfClose() {
        own.arrived();
        long waited = ticker.nanos() - own.startNanos();
        meter.entered(own.door().label(), waited);
        var late = own.isOneRequest() ? late(own, deadline, waited) : null;
        if (late == null) {
          super.onHalfClose();
        } else {
          // For the service the call has ended without its request.
          super.onCancel();
          closing.close(late.status(), late.trailers());
        }
      }
    };
  }

  private @Nullable Refusal refusal(OpenCall own, @Nullable Deadline deadline) {
    var full = calls.permit(own);
    if (full != null) {
      return overload.exhausted(full.reason(), full.why());
    }
    return own.door() == Door.INFERENCE ? overload.refusal(left(deadline)) : null;
  }

  /** Returns why a call is not worth starting after it has waited; null if it is. */
  private @Nullable Refusal late(OpenCall own, @Nullable Deadline deadline, long waitedNanos) {
    if (deadline != null && deadline.isExpired()) {
      return new Refusal(
          Status.DEADLINE_EXCEEDED.withDescription(
              "the deadline passed while the call waited to be read"),
          new Metadata());
    }
    return own.door() == Door.INFERENCE ? overload.late(left(deadline), waitedNanos) : null;
  }

  private static long left(@Nullable Deadline deadline) {
    return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
  }
}
