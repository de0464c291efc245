package dev.unroll.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Caller;
import dev.unroll.core.Fault;
import io.grpc.Context;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ContextCallerTest {
  private final Context.CancellableContext context = Context.ROOT.withCancellation();
  private final AtomicLong now = new AtomicLong();

  private Caller caller(long deadlineNanos) {
    var before = context.attach();
    try {
      return ContextCaller.current(deadlineNanos, now::get);
    } finally {
      context.detach(before);
    }
  }

  @Test
  void cancelledContext_isACallerThatHasLeft_andTellsItAtOnce() {
    var told = new AtomicInteger();
    var caller = caller(Long.MAX_VALUE);
    var watch = caller.whenLeft(told::incrementAndGet);
    assertFalse(caller.hasLeft());
    caller.refuseLeft("nothing was done");
    assertTrue(context.cancel(null));
    assertEquals(1, told.get());
    watch.close();
    assertTrue(caller.hasLeft());
    var fault = assertThrows(Fault.class, () -> caller.refuseLeft("nothing was done"));
    assertEquals(Fault.Kind.CANCELLED, fault.kind());
    assertEquals("the caller has left; nothing was done", fault.reason());
    caller.whenLeft(told::incrementAndGet).close();
    assertEquals(2, told.get());
  }

  @Test
  void closedWatch_isToldNothing() {
    var told = new AtomicInteger();
    caller(Long.MAX_VALUE).whenLeft(told::incrementAndGet).close();
    context.cancel(null);
    assertEquals(0, told.get());
  }

  @Test
  void deadline_isThatOfTheTicker() {
    assertEquals(Long.MAX_VALUE, caller(Long.MAX_VALUE).leftNanos());
    var caller = caller(100);
    assertEquals(100, caller.leftNanos());
    now.set(100);
    var fault = assertThrows(Fault.class, () -> caller.refuseLeft("nothing was done"));
    assertEquals(Fault.Kind.DEADLINE_EXCEEDED, fault.kind());
    context.cancel(null);
  }
}
