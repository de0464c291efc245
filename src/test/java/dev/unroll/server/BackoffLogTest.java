package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackoffLogTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> said = new ArrayList<>();
  private final BackoffLog backoffLog = new BackoffLog(nanos::get, said::add);

  @Test
  void look_atWhatLasts_isToldMoreAndMoreSeldom() {
    assertEquals(List.of(0L, 10L, 30L, 70L, 150L, 310L, 630L, 1230L, 1830L), told(2000));
  }

  @Test
  void look_atSomethingElse_isToldAtOnce() {
    backoffLog.look("no folder");
    backoffLog.look("no models");
    backoffLog.look("no folder");
    assertEquals(List.of("no folder", "no models", "no folder"), said);
  }

  @Test
  void look_atWhatHadPassed_isToldAtOnceAgain() {
    backoffLog.look("no folder");
    backoffLog.look("");
    backoffLog.look("no folder");
    assertEquals(2, said.size());
  }

  /** At which of that many seconds, one look each, it was said. */
  private List<Long> told(long seconds) {
    var when = new ArrayList<Long>();
    for (long second = 0; second < seconds; second++) {
      nanos.set(Duration.ofSeconds(second).toNanos());
      int before = said.size();
      backoffLog.look("no folder");
      if (said.size() > before) {
        when.add(second);
      }
    }
    return when;
  }
}
