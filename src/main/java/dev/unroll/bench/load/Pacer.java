package dev.unroll.bench.load;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Does something at each of a row of moments, on a thread of its own. What cannot be done at its
 * moment is done as soon after it as the thread gets there, and nothing is left out.
 */
final class Pacer {
  private static final long CATCH_UP_NANOS = 100_000_000;

  private final LongSupplier moments;
  private final LongConsumer action;
  private final LoadClock loadClock;
  private final Thread thread = new Thread(this::run, "unroll-bench-pacer");
  private volatile boolean stopped;

  /** The moment that is waited for, or that has been dealt with. Of the thread, or of its heir. */
  private long dueNanos;

  private boolean done = true;

  /**
   * Starts with {@link #start}.
   *
   * @param moments gives the next moment, in the nanoseconds of {@code pace}
   * @param action gets the moment when it has come
   */
  Pacer(LongSupplier moments, LongConsumer action, LoadClock loadClock) {
    this.moments = moments;
    this.action = action;
    this.loadClock = loadClock;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Returns when the thread has ended and nothing more is to be done: what has come to be due until
   * now is done first, so that what is late is not left out.
   *
   * @param missed gets the moments that would take too long even so
   */
  void stop(LongConsumer missed) {
    stopped = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    long stopNanos = loadClock.nanos();
    for (; due() - stopNanos <= 0; done = true) {
      boolean late = loadClock.nanos() - stopNanos > CATCH_UP_NANOS;
      (late ? missed : action).accept(dueNanos);
    }
  }

  private long due() {
    if (done) {
      dueNanos = moments.getAsLong();
      done = false;
    }
    return dueNanos;
  }

  private void run() {
    while (!stopped) {
      next();
    }
  }

  /** One moment. */
  void next() {
    loadClock.waitUntil(due());
    if (!stopped) {
      done = true;
      action.accept(dueNanos);
    }
  }
}
