package dev.unroll.rpc;

import dev.unroll.schedule.Ticker;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts and times every call, once, however it ends. */
final class CallInterceptor implements ServerInterceptor {
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
    var listener = Contexts.interceptCall(context, observed, headers, next);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        boolean late = context.getDeadline() != null && context.getDeadline().isExpired();
        var code = late ? Status.Code.DEADLINE_EXCEEDED : Status.Code.CANCELLED;
        count(method, record, counted, code, start);
        super.onCancel();
      }
    };
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
