package dev.unroll.server;

import dev.unroll.core.Ticker;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reports a problem when it begins, and repeats it at doubling intervals while it lasts. The log
 * stays short, and its end still names the problem. Not thread-safe.
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

  /** Takes the current problem; empty if there is none. */
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
