package dev.unroll.schedule;

import dev.unroll.core.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until it is told to go on. */
public final class ManualTicker implements Ticker {
  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

  @Override
  public long nanos() {
    return nanos.get();
  }

  public void advanceMillis(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }
}
