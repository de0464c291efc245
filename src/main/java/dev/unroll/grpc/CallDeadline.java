package dev.unroll.grpc;

import io.grpc.Context;
import java.util.concurrent.TimeUnit;

/** When the call that runs on this thread is too late. */
public final class CallDeadline {
  private CallDeadline() {}

  /**
   * On the scheduler's scale; {@link Long#MAX_VALUE}: none.
   *
   * @param now on the same scale
   */
  public static long nanos(long now) {
    var deadline = Context.current().getDeadline();
    return deadline == null
        ? Long.MAX_VALUE
        : after(now, deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }

  /** So long after now; years may not fit the scale, and are no deadline. */
  public static long after(long now, long leftNanos) {
    long sum = now + leftNanos;
    return leftNanos > 0 && sum < now ? Long.MAX_VALUE : sum;
  }
}
