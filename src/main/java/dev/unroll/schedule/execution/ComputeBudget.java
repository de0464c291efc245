package dev.unroll.schedule.execution;

/**
 * A token bucket of compute time: it allows a share of one core on average, and a burst. Spending
 * more than is available leaves a debt, which is refilled first.
 *
 * <p>Not thread-safe; {@link VerificationQueue} guards it.
 */
final class ComputeBudget {
  private final double share;
  private final double burstNanos;
  private double nanos;
  private long sinceNanos;

  /**
   * @param share the share of one core, 0 to 1
   * @param burstNanos the capacity; the bucket is full at the beginning
   */
  ComputeBudget(double share, double burstNanos, long nowNanos) {
    this.share = share;
    this.burstNanos = burstNanos;
    this.nanos = burstNanos;
    this.sinceNanos = nowNanos;
  }

  /** Whether there is no debt. */
  boolean allows(long nowNanos) {
    fill(nowNanos);
    return nanos > 0;
  }

  void spend(long spentNanos, long nowNanos) {
    fill(nowNanos);
    nanos -= spentNanos;
  }

  private void fill(long nowNanos) {
    nanos = Math.min(burstNanos, nanos + share * Math.max(0, nowNanos - sinceNanos));
    sinceNanos = nowNanos;
  }
}
