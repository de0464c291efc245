package dev.unroll.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamSweeperTest {
  @ParameterizedTest
  @CsvSource({"PT0.1S, PT0.02S", "PT2S, PT0.2S", "PT1M, PT1S", "P365D, PT1S"})
  void period_isATenthOfTheTimeout_withinBounds(Duration timeout, Duration period) {
    assertEquals(period, StreamSweeper.period(timeout));
  }

  @Test
  void timeout_thatChanges_isAskedAgainAfterEachCheck() throws Exception {
    var timeouts = List.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3));
    var asked = new AtomicReference<>(0);
    var checks = new CountDownLatch(3);
    var sweeper = new StreamSweeper();
    sweeper.every(
        () -> timeouts.get(Math.min(2, asked.getAndUpdate(count -> count + 1))), checks::countDown);
    checks.await();
    sweeper.stop();
    assertEquals(true, asked.get() >= 3);
  }

  @Test
  void check_thatFails_isRunAgain() throws Exception {
    var checks = new CountDownLatch(2);
    var sweeper = new StreamSweeper();
    sweeper.every(
        () -> Duration.ofMillis(1),
        () -> {
          checks.countDown();
          throw new IllegalStateException("one that the test expects");
        });
    checks.await();
    sweeper.stop();
  }
}
