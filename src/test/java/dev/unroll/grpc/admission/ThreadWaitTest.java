package dev.unroll.grpc.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ThreadWaitTest {
  private long now;
  private final ThreadWait wait = new ThreadWait(() -> now);

  @Test
  void wait_isThatOfTheLastEvent_whileOthersWait() {
    var first = wait.measured(() -> {});
    var second = wait.measured(() -> {});
    assertEquals(0, wait.nanos());
    now = 7;
    first.run();
    assertEquals(7, wait.nanos());
    now = 9;
    second.run();
    assertEquals(0, wait.nanos());
  }
}
