package dev.unroll.core;

/**
 * Whoever waits for the answer to a call, for code that lets calls wait. A protocol knows whether
 * its client is still there; the code below it knows only this type.
 */
public interface Caller {
  /** A caller that never leaves and has no deadline. */
  Caller PATIENT =
      new Caller() {
        @Override
        public boolean hasLeft() {
          return false;
        }

        @Override
        public long leftNanos() {
          return Long.MAX_VALUE;
        }

        @Override
        public Watch whenLeft(Runnable action) {
          return () -> {};
        }
      };

  /** The wish to be told that a caller leaves. */
  interface Watch extends AutoCloseable {
    /** Ends it. The action may still be running on another thread. */
    @Override
    void close();
  }

  /** Whether the call was cancelled. */
  boolean hasLeft();

  /**
   * Returns the nanoseconds until the call's deadline, 0 or less once it has passed, {@link
   * Long#MAX_VALUE} if there is none.
   */
  long leftNanos();

  /**
   * Has an action run once the call is cancelled, on any thread, or at once if it is. The action
   * must be short. The caller of this method must close the watch.
   */
  Watch whenLeft(Runnable action);

  /**
   * Throws if nobody waits for the answer any more.
   *
   * @param what what was not begun, such as "the text was not tokenised"
   * @throws Fault CANCELLED if the call was cancelled, DEADLINE_EXCEEDED if its deadline has passed
   */
  default void refuseLeft(String what) {
    if (leftNanos() <= 0) {
      throw Fault.deadlineExceeded("the deadline has passed; " + what);
    }
    if (hasLeft()) {
      throw Fault.cancelled("the caller has left; " + what);
    }
  }
}
