package dev.unroll.schedule;

import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The threads that run a scheduler's lanes. */
public final class Lanes {
  public static final Option<Integer> LANES =
      Option.of(
          "lanes",
          ValueType.wholeNumber(0, 1024),
          "0",
          "Threads that run slices; 0 takes one for each core.");

  /** How often the watchdog looks. */
  private static final long LOOK_MILLIS = 100;

  /** After the grace period, slices that run may end for as long before they are ended. */
  private static final Duration LAST_MOMENTS = Duration.ofMillis(200);

  /** How long the lanes may take to react when their runs are ended. */
  private static final Duration REACTION = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

  private final Scheduler scheduler;
  private final List<Thread> threads;
  private final Watchdog watchdog;
  private final ScheduledExecutorService looking;

  /**
   * Written by the thread that stops the lanes, read by the health check; only ever set to true.
   */
  private volatile boolean stopping;

  private Lanes(Scheduler scheduler, List<Thread> threads, Watchdog watchdog) {
    this.scheduler = scheduler;
    this.threads = threads;
    this.watchdog = watchdog;
    this.looking =
        Executors.newSingleThreadScheduledExecutor(task -> {
          var thread = new Thread(task, "unroll-watch");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Starts that many lanes, and the watchdog that looks at them.
   *
   * @param terminator ends the graph run that a thread has under way, if it has one
   * @param whenLooked gets {@link #problem} after each look, on the watchdog's thread
   */
  public static Lanes start(
      Scheduler scheduler,
      int count,
      RunLimit runLimit,
      Consumer<Thread> terminator,
      Consumer<String> whenLooked) {
    var threads = new ArrayList<Thread>();
    var runs = new ArrayList<LaneRun>();
    for (int number = 0; number < count; number++) {
      var lane = new Lane(scheduler, runLimit);
      runs.add(lane.laneRun());
      threads.add(new Thread(lane, name(number)));
    }
    var watchdog = new Watchdog(scheduler, runs, terminator);
    var lanes = new Lanes(scheduler, List.copyOf(threads), watchdog);
    threads.forEach(Thread::start);
    // A look catches its own exceptions.
    var unused =
        lanes.looking.scheduleWithFixedDelay(
            () -> lanes.look(whenLooked), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return lanes;
  }

  static String name(int number) {
    return "unroll-lane-" + number;
  }

  private void look(Consumer<String> whenLooked) {
    try {
      watchdog.look();
      whenLooked.accept(problem());
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "the watchdog failed and goes on", e);
    }
  }

  /**
   * Names the lanes whose threads have died, and those whose runs do not end though they were told
   * to; empty if there is none. Only a restart recovers them. Lanes that were stopped do not count.
   */
  public String problem() {
    if (stopping) {
      return "";
    }
    var dead =
        threads.stream()
            .filter(thread -> !thread.isAlive())
            .map(thread -> thread.getName() + " has died");
    return Stream.concat(dead, Stream.of(watchdog.problem()))
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** Returns how long the oldest run of a lane has been under way, in nanoseconds. */
  public long oldestRunNanos() {
    return watchdog.oldestNanos();
  }

  /**
   * Closes the scheduler and lets its rows finish for at most {@code grace}. Then fails the
   * remaining rows, and ends the runs that go on.
   *
   * @return false if a lane still runs, so that no session may be closed
   */
  public boolean stop(Duration grace) throws InterruptedException {
    stopping = true;
    scheduler.close();
    boolean ended = join(grace);
    scheduler.abandon();
    ended = ended || join(LAST_MOMENTS);
    long end = scheduler.ticker().nanos() + REACTION.toNanos();
    while (!ended && scheduler.ticker().nanos() - end < 0) {
      watchdog.stop();
      ended = join(Duration.ofMillis(LOOK_MILLIS));
    }
    looking.shutdown();
    return ended;
  }

  /** Waits for the lanes to end, at most that long; returns whether they have. */
  private boolean join(Duration patience) throws InterruptedException {
    long end = scheduler.ticker().nanos() + patience.toNanos();
    for (var thread : threads) {
      long left = (end - scheduler.ticker().nanos()) / 1_000_000;
      if (left > 0) {
        thread.join(left);
      }
    }
    return threads.stream().noneMatch(Thread::isAlive);
  }
}
