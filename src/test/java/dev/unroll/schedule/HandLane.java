package dev.unroll.schedule;

/** A lane without a thread, for tests of other packages: it runs a slice when a test says so. */
public final class HandLane {
  private final Lane lane;

  public HandLane(Scheduler scheduler) {
    this.lane = new Lane(scheduler, RunLimit.DEFAULT);
  }

  /** Slices until nothing waits. */
  public void stepToTheEnd() {
    try {
      while (lane.step()) {
        // Once more.
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
