package dev.unroll.schedule.execution;

/**
 * Time that may be spent, filled by time that goes by: a share of one core in the long run, and a
 * burst at once. Whoever spends more than is there leaves a debt, which is filled up first.
 *
 * <p>Not safe for threads; {@link Verification} guards it.
 */
final class TokenBucket {
  private final double share;
  private final double burstNanos;
  private double nanos;
  private long sinceNanos;

  /**
   * @param share of one core
   * @param burstNanos that it holds, at the beginning too
   */
  TokenBucket(double share, double burstNanos, long nowNanos) {
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
