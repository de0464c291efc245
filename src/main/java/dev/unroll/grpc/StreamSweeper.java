package dev.unroll.grpc;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The thread that looks for what is idle. */
final class StreamSweeper {
  private static final System.Logger LOG = System.getLogger(StreamSweeper.class.getName());

  private static final Duration MOST_OFTEN = Duration.ofMillis(20);
  private static final Duration LEAST_OFTEN = Duration.ofSeconds(5);

  /** Something is ended at most this part of the timeout too late. */
  private static final int LOOKS = 10;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var sweeper = new Thread(task, "unroll-idle");
        sweeper.setDaemon(true);
        return sweeper;
      });

  /** Looks from now on, if there is a timeout. */
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

  /** What it throws would end all further looks. */
  private static void look(Runnable sweep) {
    try {
      sweep.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "what is idle could not be ended", e);
    }
  }

  void stop() {
    thread.shutdown();
  }
}
