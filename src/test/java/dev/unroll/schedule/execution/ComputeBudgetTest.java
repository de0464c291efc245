package dev.unroll.schedule.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ComputeBudgetTest {
  private static final long START = 1_000_000_000_000L;

  private final ComputeBudget bucket = new ComputeBudget(0.01, 1000, START);

  @Test
  void burst_isThereAtOnce_andNotTwice() {
    assertTrue(bucket.allows(START));
    bucket.spend(1000, START);
    assertFalse(bucket.allows(START));
  }

  @Test
  void debt_isFilledUpByTime() {
    bucket.spend(1500, START);
    assertFalse(bucket.allows(START + 50_000));
    assertTrue(bucket.allows(START + 50_001));
  }

  @Test
  void longPause_fillsItToTheBurstOnly() {
    assertTrue(bucket.allows(START + 1_000_000_000));
    bucket.spend(1000, START + 1_000_000_000);
    assertFalse(bucket.allows(START + 1_000_000_000));
  }

  @Test
  void anySpending_isTheShareInTheLongRun() {
    var random = new Random(1);
    long now = START;
    long spent = 0;
    for (int turn = 0; turn < 100_000; turn++) {
      now += random.nextInt(1000);
      if (bucket.allows(now)) {
        int nanos = random.nextInt(2000);
        bucket.spend(nanos, now);
        spent += nanos;
      }
    }
    assertEquals(0.01, (double) spent / (now - START), 0.0002);
  }
}
