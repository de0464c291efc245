package dev.unroll.core;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A caller that leaves when the test says so. */
public final class HandCaller implements Caller {
  private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();
  private volatile boolean left;
  private volatile long nanosLeft = Long.MAX_VALUE;

  public void leave() {
    left = true;
    actions.forEach(Runnable::run);
  }

  public void hasNanosLeft(long nanos) {
    nanosLeft = nanos;
  }

  /** How many wait to be told that it leaves. */
  public int watches() {
    return actions.size();
  }

  @Override
  public boolean hasLeft() {
    return left;
  }

  @Override
  public long leftNanos() {
    return nanosLeft;
  }

  @Override
  public Watch whenLeft(Runnable action) {
    actions.add(action);
    if (left) {
      action.run();
    }
    return () -> actions.remove(action);
  }
}
