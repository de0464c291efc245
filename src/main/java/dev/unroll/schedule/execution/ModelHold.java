package dev.unroll.schedule.execution;

/** Keeps a version's graphs in memory for as long as somebody is at work on them. */
public interface ModelHold {
  /** For graphs that are there as long as the scheduler is. */
  ModelHold UNCOUNTED =
      new ModelHold() {
        @Override
        public boolean retain() {
          return true;
        }

        @Override
        public void release() {}
      };

  /** Holds it; false where all have released it. */
  boolean retain();

  /** Once for each time that it was retained. */
  void release();
}
