package dev.unroll.bench;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Does something at each of a row of moments, on a thread of its own. What cannot be done at its
 * moment is done as soon after it as the thread gets there, and nothing is left out.
 */
final class Pacer {
  private final LongSupplier moments;
  private final LongConsumer action;
  private final Pace pace;
  private final Thread thread = new Thread(this::run, "unroll-bench-pacer");
  private volatile boolean stopped;

  /**
   * Starts with {@link #start}.
   *
   * @param moments gives the next moment, in the nanoseconds of {@code pace}
   * @param action gets the moment when it has come
   */
  Pacer(LongSupplier moments, LongConsumer action, Pace pace) {
    this.moments = moments;
    this.action = action;
    this.pace = pace;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns when the thread has ended: nothing is done any more. */
  void stop() {
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
  }

  private void run() {
    while (!stopped) {
      next();
    }
  }

  /** One moment. */
  void next() {
    long dueNanos = moments.getAsLong();
    pace.waitUntil(dueNanos);
    if (!stopped) {
      action.accept(dueNanos);
    }
  }
}
