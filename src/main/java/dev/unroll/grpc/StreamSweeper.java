package dev.unroll.grpc;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The thread that checks for idle streams and sequences. */
final class StreamSweeper {
  private static final System.Logger LOG = System.getLogger(StreamSweeper.class.getName());

  private static final Duration MOST_OFTEN = Duration.ofMillis(20);

  /** Timeouts may become shorter until the next check, so it is never far away. */
  private static final Duration LEAST_OFTEN = Duration.ofSeconds(1);

  /** The number of checks in a timeout; the end is late by at most one interval. */
  private static final int LOOKS = 10;

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            var sweeper = new Thread(task, "unroll-idle");
            sweeper.setDaemon(true);
            return sweeper;
          });

  StreamSweeper() {
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Starts to run a check periodically, about ten times in the timeout.
   *
   * @param idleTimeout is asked again after each check
   */
  void every(Supplier<Duration> idleTimeout, Runnable sweep) {
    try {
      var unused =
          thread.schedule(
              () -> {
                look(sweep);
                every(idleTimeout, sweep);
              },
              period(idleTimeout.get()).toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      // There is no further check.
    }
  }

  static Duration period(Duration idleTimeout) {
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
