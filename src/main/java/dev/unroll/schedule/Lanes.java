package dev.unroll.schedule;

import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The threads that run a scheduler's lanes. */
public final class Lanes {
  public static final Option<Integer> LANES =
      Option.of(
          "lanes",
          ValueType.wholeNumber(0, 1024),
          "0",
          "Threads that run slices; 0 takes one for each core.");

  private final Scheduler scheduler;
  private final List<Thread> threads;

  /**
   * Written by the thread that stops the lanes, read by the health check; only ever set to true.
   */
  private volatile boolean stopping;

  private Lanes(Scheduler scheduler, List<Thread> threads) {
    this.scheduler = scheduler;
    this.threads = threads;
  }

  /** Starts that many lanes. */
  public static Lanes start(Scheduler scheduler, int count) {
    var threads = new ArrayList<Thread>();
    for (int number = 0; number < count; number++) {
      var thread = new Thread(new Lane(scheduler), "unroll-lane-" + number);
      threads.add(thread);
      thread.start();
    }
    return new Lanes(scheduler, List.copyOf(threads));
  }

  /**
   * Names the lanes whose threads have died; empty if none has. No failure of a slice ends a lane,
   * so a dead one cannot be recovered. Lanes that were stopped do not count as dead.
   */
  public String problem() {
    if (stopping) {
      return "";
    }
    return threads.stream()
        .filter(thread -> !thread.isAlive())
        .map(thread -> thread.getName() + " has died")
        .collect(Collectors.joining(", "));
  }

  /**
   * Closes the scheduler and lets its rows finish for at most {@code grace}. Then fails the
   * remaining rows and waits until the lanes have ended their current slices.
   */
  public void stop(Duration grace) throws InterruptedException {
    stopping = true;
    scheduler.close();
    long end = scheduler.ticker().nanos() + grace.toNanos();
    for (var thread : threads) {
      long left = (end - scheduler.ticker().nanos()) / 1_000_000;
      if (left > 0) {
        thread.join(left);
      }
    }
    scheduler.abandon();
    for (var thread : threads) {
      thread.join();
    }
  }
}
