package dev.unroll.bench;

/** A clock that stands still until somebody waits, or moves it. */
final class ManualPace implements Pace {
  private long nowNanos;

  ManualPace(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  void advance(long nanos) {
    nowNanos += nanos;
  }

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public void waitUntil(long nanos) {
    nowNanos = Math.max(nowNanos, nanos);
  }
}
