package dev.unroll.schedule;

/** A model that says how often it is held. */
final class CountedHold implements ModelHold {
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

  void free() {
    freed = true;
  }

  int holders() {
    return holders;
  }
}
