package dev.unroll.schedule;

import dev.unroll.schedule.execution.ModelHold;

/** A model that says how often it is held. */
public final class CountedHold implements ModelHold {
  private int holders;
  private boolean freed;

  @Override
  public boolean retain() {
    holders += freed ? 0 : 1;
    return !freed;
  }

  @Override
  public void release() {
    holders--;
  }

  public void free() {
    freed = true;
  }

  public int holders() {
    return holders;
  }
}
