package dev.unroll.server;

import dev.unroll.core.Ticker;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Says what is wrong when it begins, and again while it lasts, each time after twice as long: a log
 * that can be read, and that still tells after a night what the night was spent waiting for. For
 * one thread.
 */
final class BackoffLog {
  private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMinutes(10).toNanos();

  private final Ticker ticker;
  private final Consumer<String> words;
  private String problem = "";
  private long saidNanos;
  private long pauseNanos;

  BackoffLog(Ticker ticker, Consumer<String> words) {
    this.ticker = ticker;
    this.words = words;
  }

  /** How it is now; empty: all is well. */
  void look(String now) {
    if (now.isEmpty()) {
      problem = "";
    } else if (!now.equals(problem)) {
      problem = now;
      pauseNanos = FIRST_PAUSE_NANOS;
      say();
    } else if (ticker.nanos() - saidNanos >= pauseNanos) {
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
      say();
    }
  }

  private void say() {
    saidNanos = ticker.nanos();
    words.accept(problem);
  }
}
