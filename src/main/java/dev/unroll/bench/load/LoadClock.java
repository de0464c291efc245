package dev.unroll.bench.load;

import java.util.concurrent.locks.LockSupport;

/** The time, and waiting for it. Tests bring their own. */
public interface LoadClock {
  /** Nanoseconds since some moment; only differences mean something. */
  long nanos();

  /**
   * Returns at that moment, or at once where it has passed; early where the thread is interrupted.
   */
  void waitUntil(long nanos);

  /**
   * The machine's clock. It parks rather than spins, which costs some 50 microseconds of
   * punctuality and leaves the cores to the server that stands on the same machine.
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
