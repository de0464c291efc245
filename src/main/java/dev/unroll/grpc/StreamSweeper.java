package dev.unroll.grpc;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The thread that checks for idle streams and sequences. */
final class StreamSweeper {
  private static final System.Logger LOG = System.getLogger(StreamSweeper.class.getName());

  private static final Duration MOST_OFTEN = Duration.ofMillis(20);
  private static final Duration LEAST_OFTEN = Duration.ofSeconds(5);

  /** The number of checks in a timeout; the end is late by at most one interval. */
  private static final int LOOKS = 10;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var sweeper = new Thread(task, "unroll-idle");
        sweeper.setDaemon(true);
        return sweeper;
      });

  /** Starts to run a check periodically, if there is a timeout. */
  void every(Duration idleTimeout, Runnable sweep) {
    if (!idleTimeout.isZero()) {
      long pause = period(idleTimeout).toMillis();
      var unused =
          thread.scheduleWithFixedDelay(() -> look(sweep), pause, pause, TimeUnit.MILLISECONDS);
    }
  }

  private static Duration period(Duration idleTimeout) {
    var part = idleTimeout.dividedBy(LOOKS);
    if (part.compareTo(MOST_OFTEN) < 0) {
      return MOST_OFTEN;
    }
    return part.compareTo(LEAST_OFTEN) > 0 ? LEAST_OFTEN : part;
  }

  /** Runs a check and logs its exceptions, since an exception would stop all further checks. */
  private static void look(Runnable sweep) {
    try {
      sweep.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "the check for idle streams and sequences failed", e);
    }
  }

  void stop() {
    thread.shutdown();
  }
}
