package dev.unroll.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryTrimmerTest {
  private static final long START_BYTES = 1L << 30;

  private long nowNanos;
  private long usedBytes = START_BYTES;
  private long freedBytes;
  private int tries;

  private final MemoryTrimmer trimmer =
      new MemoryTrimmer(() -> nowNanos, () -> usedBytes + freedBytes, this::trim);

  @AfterEach
  void close() {
    trimmer.close();
  }

  private void trim() {
    tries++;
    freedBytes = 0;
  }

  private void lookFor(int seconds) {
    for (int second = 0; second < seconds; second++) {
      nowNanos += TimeUnit.SECONDS.toNanos(1);
      trimmer.look();
    }
  }

  @Test
  void memoryThatALargeRunHasFreed_isGivenBackAtTheNextLook() {
    lookFor(1000);
    freedBytes = 3 * START_BYTES;
    int before = tries;
    lookFor(1);
    assertEquals(START_BYTES, usedBytes + freedBytes);
    assertEquals(before + 1, tries);
  }

  @Test
  void memoryThatIsUsedFirstAndFreedLater_isGivenBackToo() {
    lookFor(1000);
    usedBytes = 3 * START_BYTES;
    lookFor(100);
    usedBytes = START_BYTES;
    freedBytes = 2 * START_BYTES;
    // At the latest when as much time has passed as it was used, and a little more.
    lookFor(120);
    assertEquals(START_BYTES, usedBytes + freedBytes);
  }

  @Test
  void triesThatGiveNothing_becomeRare() {
    lookFor(3600);
    assertTrue(tries < 20, () -> tries + " tries in an hour");
    assertTrue(tries > 10, () -> tries + " tries in an hour");
  }

  @Test
  void smallGrowth_hastensNoTry() {
    lookFor(3620);
    int before = tries;
    freedBytes = MemoryTrimmer.GROWTH_BYTES;
    lookFor(20);
    assertEquals(before, tries);
  }

  @Test
  void lookThatFails_isNotTheLast() {
    lookFor(1000);
    try (var failing =
        new MemoryTrimmer(
            () -> nowNanos,
            () -> usedBytes,
            () -> {
              tries++;
              throw new IllegalStateException("cannot");
            })) {
      int before = tries;
      for (int look = 0; look < 3; look++) {
        nowNanos += MemoryTrimmer.MOST_PAUSE.toNanos();
        failing.look();
      }
      assertEquals(before + 3, tries);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void residentMemory_ofThisProcess_isKnown() {
    assertTrue(ResidentMemory.bytes() > 1 << 20);
  }
}
