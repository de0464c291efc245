package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process is about to do, and no longer than needed. */
final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private Await() {}

  /** Returns once the condition holds; fails the test where it does not within the limit. */
  static void until(String condition, BooleanSupplier holds) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        fail("not within " + LIMIT.toSeconds() + " s: " + condition);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Lets that much time pass, for load that is to go on for a while. */
  static void during(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
