package dev.unroll.grpc;

import io.grpc.Context;
import java.util.concurrent.TimeUnit;

/** The deadline of the call that runs on this thread. */
public final class CallDeadline {
  private CallDeadline() {}

  /**
   * Returns the deadline on the scheduler's time scale; {@link Long#MAX_VALUE} if there is none.
   *
   * @param now the current time on the same scale
   */
  public static long nanos(long now) {
    var deadline = Context.current().getDeadline();
    return deadline == null
        ? Long.MAX_VALUE
        : after(now, deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }

  /**
   * Returns the time {@code leftNanos} after now, or {@link Long#MAX_VALUE} if it does not fit the
   * scale.
   */
  public static long after(long now, long leftNanos) {
    long sum = now + leftNanos;
    return leftNanos > 0 && sum < now ? Long.MAX_VALUE : sum;
  }
}
