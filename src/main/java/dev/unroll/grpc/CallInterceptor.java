package dev.unroll.grpc;

import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Counts and times each call exactly once, however it ends. */
final class CallInterceptor implements ServerInterceptor {
  private static final long MOST_SLACK_NANOS = 100_000_000;

  private final RequestMeter meter;
  private final Ticker ticker;

  CallInterceptor(RequestMeter meter, Ticker ticker) {
    this.meter = meter;
    this.ticker = ticker;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    long start = ticker.nanos();
    var record = new CallRecord();
    var counted = new AtomicBoolean();
    var method = call.getMethodDescriptor().getFullMethodName();
    var observed =
        new SimpleForwardingServerCall<A, B>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            count(method, record, counted, status.getCode(), start);
            super.close(status, trailers);
          }
        };
    var context = Context.current().withValue(CallRecord.KEY, record);
    var deadline = context.getDeadline();
    long budgetNanos = deadline == null ? 0 : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    var listener = Contexts.interceptCall(context, observed, headers, next);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        var code =
            isLate(deadline, budgetNanos) ? Status.Code.DEADLINE_EXCEEDED : Status.Code.CANCELLED;
        count(method, record, counted, code, start);
        super.onCancel();
      }
    };
  }

  /**
   * Whether a cancelled call has exceeded its deadline. The client's deadline started earlier, so
   * its cancellation arrives shortly before the server's own deadline.
   */
  private static boolean isLate(@Nullable Deadline deadline, long budgetNanos) {
    long slack = Math.min(MOST_SLACK_NANOS, budgetNanos / 10);
    return deadline != null && deadline.timeRemaining(TimeUnit.NANOSECONDS) <= slack;
  }

  private void count(
      String method, CallRecord record, AtomicBoolean counted, Status.Code code, long start) {
    if (counted.compareAndSet(false, true)) {
      var model = record.model();
      meter.finished(
          method,
          model == null ? "" : model.name(),
          model == null ? 0 : model.version(),
          code.name(),
          ticker.nanos() - start);
    }
  }
}
