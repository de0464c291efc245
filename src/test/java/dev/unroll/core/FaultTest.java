package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void fault_hasTheKindThatItWasMadeFor() {
    var faults =
        List.of(
            Fault.invalid("input", "x"),
            Fault.notFound("model", "x"),
            Fault.failedPrecondition("x"),
            Fault.unavailable("x"),
            Fault.exhausted("x", Duration.ofSeconds(1)),
            Fault.deadlineExceeded("x"),
            Fault.aborted("x"),
            Fault.cancelled("x"),
            Fault.unimplemented("x"),
            Fault.internal("x", null));
    assertEquals(List.of(Fault.Kind.values()), faults.stream().map(Fault::kind).toList());
    faults.forEach(fault -> assertEquals("x", fault.reason()));
  }

  @Test
  void fault_namesItsFieldAndItsRetry() {
    assertEquals("input.text", Fault.invalid("input.text", "is empty").field());
    assertNull(Fault.unavailable("going").field());
    assertEquals(
        Duration.ofMillis(200), Fault.exhausted("full", Duration.ofMillis(200)).retryAfter());
    assertNull(Fault.internal("ours", null).retryAfter());
  }

  @Test
  void sentence_namesTheFieldOnce() {
    assertEquals("input.text: is empty", Fault.invalid("input.text", "is empty").sentence());
    assertEquals("no x for m", Fault.invalidSentence("x", "no x for m").sentence());
    assertEquals("gone", Fault.unavailable("gone").sentence());
  }

  @Test
  void stackTrace_isTakenOnlyWhereWeAreToBlame() {
    assertEquals(0, Fault.invalid("input", "wrong").getStackTrace().length);
    assertTrue(Fault.internal("ours", null).getStackTrace().length > 0);
  }

  @Test
  void internalFault_keepsItsCause() {
    var cause = new IllegalStateException("deep");
    assertSame(cause, Fault.internal("ours", cause).getCause());
  }
}
