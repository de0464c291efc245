package dev.unroll.schedule;

import dev.unroll.core.Ticker;
import org.jspecify.annotations.Nullable;

/** Time that stands still, and a way into the very moment in which somebody asks for it. */
public final class HookedTicker implements Ticker {
  private long now = 1_000_000_000_000L;
  private int calls;
  private @Nullable Runnable hook;

  /** What else happens while it is asked for the number-th time from now on. */
  public void whenAsked(int number, Runnable then) {
    calls = number;
    hook = then;
  }

  public boolean hasRunTheHook() {
    return hook == null;
  }

  public void advanceMillis(long millis) {
    now += millis * 1_000_000;
  }

  @Override
  public long nanos() {
    var then = hook;
    if (then != null && --calls == 0) {
      hook = null;
      then.run();
    }
    return now;
  }
}
