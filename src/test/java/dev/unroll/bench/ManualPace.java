package dev.unroll.bench;

import dev.unroll.bench.load.LoadClock;

/** A clock that stands still until somebody waits, or moves it. */
public final class ManualPace implements LoadClock {
  private long nowNanos;

  public ManualPace(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  public void advance(long nanos) {
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
