package dev.unroll.bench.load;

import java.util.concurrent.locks.LockSupport;

/** A clock that can wait. Tests use their own. */
public interface LoadClock {
  /** Returns nanoseconds since an arbitrary moment; only differences have a meaning. */
  long nanos();

  /** Waits until that time, if it is not past. Returns early if interrupted. */
  void waitUntil(long nanos);

  /**
   * Returns the machine's clock. It parks the thread and does not spin. It is about 50 microseconds
   * less precise, but leaves the cores to a server on the same machine.
   */
  static LoadClock system() {
    return new LoadClock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void waitUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
          LockSupport.parkNanos(this, left);
          left = nanos - System.nanoTime();
        }
      }
    };
  }
}
