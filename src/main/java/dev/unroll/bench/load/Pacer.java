package dev.unroll.bench.load;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Runs an action at each of a series of times, on its own thread. An action that is late runs as
 * soon as possible; none is skipped.
 */
final class Pacer {
  private static final long CATCH_UP_NANOS = 100_000_000;

  private final LongSupplier moments;
  private final LongConsumer action;
  private final LoadClock loadClock;
  private final Thread thread = new Thread(this::run, "unroll-bench-pacer");
  private volatile boolean stopped;

  /** The due time. The pacer's thread owns it; after its end, the one that stops the pacer. */
  private long dueNanos;

  private boolean done = true;

  /**
   * Creates a pacer, to be started with {@link #start}.
   *
   * @param moments supplies the next time, in nanoseconds of {@code loadClock}
   * @param action receives the time when it has come
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
   * Stops the thread and waits for its end. Then runs the actions that were due until now, so that
   * late ones are not skipped.
   *
   * @param missed receives the times whose actions could not run within a short limit
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

  /** Waits for the next time and runs its action. */
  void next() {
    loadClock.waitUntil(due());
    if (!stopped) {
      done = true;
      action.accept(dueNanos);
    }
  }
}
