package dev.unroll.grpc;

import dev.unroll.core.Caller;
import dev.unroll.core.Ticker;
import io.grpc.Context;

/**
 * The caller of a gRPC call. Its context is cancelled as soon as the client has left, also while
 * the call's own thread is busy; the call's listener would be told only when that thread is free.
 */
public final class ContextCaller implements Caller {
  private final Context context;
  private final long deadlineNanos;
  private final Ticker ticker;

  private ContextCaller(Context context, long deadlineNanos, Ticker ticker) {
    this.context = context;
    this.deadlineNanos = deadlineNanos;
    this.ticker = ticker;
  }

  /**
   * Returns the caller of the call that runs on this thread.
   *
   * @param deadlineNanos on the ticker's scale; {@link Long#MAX_VALUE} means none
   */
  public static Caller current(long deadlineNanos, Ticker ticker) {
    return new ContextCaller(Context.current(), deadlineNanos, ticker);
  }

  @Override
  public boolean hasLeft() {
    return context.isCancelled();
  }

  @Override
  public long leftNanos() {
    return deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNanos - ticker.nanos();
  }

  @Override
  public Watch whenLeft(Runnable action) {
    Context.CancellationListener listener = cancelled -> action.run();
    context.addListener(listener, Runnable::run);
    return () -> context.removeListener(listener);
  }
}
