package dev.unroll.schedule;

/** Keeps a version's graphs in memory for as long as somebody is at work on them. */
public interface ModelHold {
  /** For graphs that are there as long as the scheduler is. */
  ModelHold UNCOUNTED =
      new ModelHold() {
        @Override
        public boolean hold() {
          return true;
        }

        @Override
        public void letGo() {}
      };

  /** Holds it, unless it has been let go by all. */
  boolean hold();

  /** Once for each time that it was held. */
  void letGo();
}
