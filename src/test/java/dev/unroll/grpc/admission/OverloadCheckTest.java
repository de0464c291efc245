package dev.unroll.grpc.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.inference.RequestMeter;
import dev.unroll.schedule.QueuedWork;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OverloadCheckTest {
  private static final Metadata.Key<String> SAYS =
      Metadata.Key.of("says", Metadata.ASCII_STRING_MARSHALLER);
  private static final long SECOND = 1_000_000_000;

  private final List<String> rejected = new ArrayList<>();
  private QueuedWork queued = new QueuedWork(0, 0, 0);
  private long now;
  private final ThreadWait threadWait = new ThreadWait(() -> now);
  private int made;

  private final OverloadCheck check =
      new OverloadCheck(
          () -> queued,
          threadWait,
          Duration.ofSeconds(10),
          this::status,
          new RequestMeter() {
            @Override
            public void rejected(String reason) {
              rejected.add(reason);
            }
          },
          () -> now);

  private StatusRuntimeException status(Fault fault) {
    made++;
    var trailers = new Metadata();
    trailers.put(SAYS, String.valueOf(fault.retryAfter()));
    return Status.RESOURCE_EXHAUSTED.withDescription(fault.reason()).asRuntimeException(trailers);
  }

  @Test
  void call_withTimeToWait_isAdmitted() {
    queued = new QueuedWork(2e9, 1.6e9, 0);
    assertNull(check.refusal(2 * SECOND));
    assertNull(check.refusal(Long.MAX_VALUE));
    assertEquals(List.of(), rejected);
  }

  @Test
  void call_whoseDeadlineIsSoonerThanAnyModelCouldBegin_isRefused() {
    queued = new QueuedWork(2e9, 2e9, 0);
    var refusal = check.refusal(SECOND);
    assertNotNull(refusal);
    assertTrue(String.valueOf(refusal.status().getDescription()).contains("2.125 seconds"));
    assertEquals("PT1.125S", refusal.trailers().get(SAYS));
    assertEquals(List.of("deadline"), rejected);
  }

  @Test
  void call_thatWouldWaitForAThreadTooLong_isRefused_butNotOnceItHasOne() {
    var first = threadWait.measured(() -> {});
    var unused = threadWait.measured(() -> {});
    now = SECOND / 5;
    first.run();
    assertNotNull(check.refusal(SECOND));
    assertNull(check.refusal(3 * SECOND));
    assertNull(check.refusal(Long.MAX_VALUE));
    assertNull(check.late(SECOND, 1));
  }

  @Test
  void call_behindOthersThatHaveNotBeenRead_waitsForThemToo() {
    queued = new QueuedWork(2e9, 2e9, 0.3e9);
    assertNull(check.refusal(3 * SECOND));
    var waiting = Stream.generate(() -> threadWait.measured(() -> {})).limit(3).toList();
    assertNotNull(check.refusal(3 * SECOND));
    waiting.forEach(Runnable::run);
    assertNull(check.refusal(3 * SECOND));
    assertNull(check.late(2 * SECOND, 1), "the scheduler knows better what it needs");
  }

  @Test
  void call_whoseWaitDependsOnItsModel_isLeftToTheScheduler() {
    queued = new QueuedWork(2e9, 0, 0.3e9);
    assertNull(check.refusal(1));
  }

  @Test
  void call_beyondTheBacklog_isRefused_evenWithoutDeadline() {
    queued = new QueuedWork(11e9, 0, 0);
    assertNotNull(check.refusal(Long.MAX_VALUE));
    assertEquals(List.of("backlog"), rejected);
  }

  @Test
  void refusals_ofOneMoment_shareTheirStatus_butNotTheirTrailers() {
    queued = new QueuedWork(2e9, 2e9, 0);
    var first = check.refusal(1);
    var second = check.refusal(1);
    assertNotNull(first);
    assertNotNull(second);
    assertNotSame(first.trailers(), second.trailers());
    assertEquals(1, made);
    now = 21_000_000;
    assertNotNull(check.refusal(1));
    assertEquals(2, made);
  }

  @Test
  void call_thatWaitedLongerThanTheBacklogMay_isNotStarted() {
    assertNull(check.late(Long.MAX_VALUE, 10 * SECOND));
    assertNotNull(check.late(Long.MAX_VALUE, 11 * SECOND));
    assertEquals(List.of("age"), rejected);
  }

  @Test
  void call_thatWaitedUntilItsDeadlineIsTooNear_isNotStarted() {
    queued = new QueuedWork(2e9, 2e9, 0);
    assertNotNull(check.late(SECOND, 1));
  }
}
