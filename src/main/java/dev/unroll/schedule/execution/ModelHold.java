package dev.unroll.schedule.execution;

/**
 * Reference counting of a version, which keeps its graphs loaded while they are used. Thread-safe.
 */
public interface ModelHold {
  /** Does not count: for graphs that live as long as the scheduler. */
  ModelHold UNCOUNTED =
      new ModelHold() {
        @Override
        public boolean retain() {
          return true;
        }

        @Override
        public void release() {}
      };

  /** Retains the version; returns false if all holders have released it already. */
  boolean retain();

  /** Releases the version, once for each successful {@link #retain}. */
  void release();
}
