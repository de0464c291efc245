package dev.unroll.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final Cancellation cancellation = new Cancellation();
  private final AtomicInteger ended = new AtomicInteger();
  private final Cancellable work = ended::incrementAndGet;

  @Test
  void clientThatStays_endsNothing() {
    cancellation.ends(work);
    assertFalse(cancellation.isCancelled());
    assertEquals(0, ended.get());
  }

  @Test
  void clientThatLeaves_endsWhatHasBegun() {
    cancellation.ends(work);
    cancellation.cancel();
    assertTrue(cancellation.isCancelled());
    assertEquals(1, ended.get());
  }

  @Test
  void clientThatHasLeft_endsWhatBegins() {
    cancellation.cancel();
    assertTrue(cancellation.isCancelled());
    cancellation.ends(work);
    assertEquals(1, ended.get());
  }

  @Test
  void clientThatLeavesTwiceBeforeItBegins_endsItOnce() {
    cancellation.cancel();
    cancellation.cancel();
    cancellation.ends(work);
    assertEquals(1, ended.get());
  }

  @Test
  void clientThatLeaves_isGoneBeforeItsWorkIsTold() {
    cancellation.ends(() -> assertTrue(cancellation.isCancelled()));
    cancellation.cancel();
  }

  /** Whatever the work does when it is told, it may do: no lock is held. */
  @Test
  void workThatAsksAnotherThread_isNotKeptWaiting() throws Exception {
    cancellation.ends(() -> {
      var other = new Thread(() -> ended.addAndGet(cancellation.isCancelled() ? 1 : 0));
      other.start();
      try {
        other.join(10_000);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    cancellation.cancel();
    assertEquals(1, ended.get());
  }
}
