package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is let in, who is turned away, and how the door closes. */
class SchedulerDoorTest {
  private final Desk desk = new Desk();
  private final ScriptedStage stage = new ScriptedStage("whole");

  @Test
  void fullScheduler_refusesWithARetryAndTellsTheMeter() {
    var small = new Desk(1, new AdmissionConfig(2, Duration.ofDays(1), Long.MAX_VALUE));
    small.submit(row());
    small.submit(row());
    var refusal = assertThrows(Fault.class, () -> small.submit(row()));
    assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, refusal.kind());
    assertEquals("the server holds 2 sequences, its limit is 2", refusal.reason());
    var retry = refusal.retryAfter();
    assertTrue(retry != null && retry.toMillis() > 0);
    assertEquals(List.of("rejected rows"), small.meter.lines());
  }

  @Test
  void rowThatLeft_makesRoomForTheNext() {
    var small = new Desk(1, new AdmissionConfig(1, Duration.ofDays(1), Long.MAX_VALUE));
    small.submit(row());
    small.step();
    small.submit(row(), Long.MAX_VALUE, new RecordingListener()).cancel();
    var third = small.submit(row());
    small.step();
    assertNotNull(third.answer());
  }

  @Test
  void passedDeadline_isRefusedAtTheDoor() {
    var refusal = assertThrows(Fault.class, () -> desk.submit(row(), desk.deadlineInMillis(0)));
    assertEquals(Fault.Kind.DEADLINE_EXCEEDED, refusal.kind());
    assertEquals(0, desk.rowsHeld());
  }

  @Test
  void deadlineThatPassesWhileWaiting_failsTheRowUncomputed() {
    var row = row();
    var expired = desk.submit(row, desk.deadlineInMillis(10));
    var alive = desk.submit(row());
    desk.ticker.advanceMillis(10);
    desk.stepToTheEnd();
    assertEquals(Fault.Kind.DEADLINE_EXCEEDED, expired.faultKind());
    assertTrue(expired.isGone());
    assertEquals(0, stage.slicesOf(row));
    assertNotNull(alive.answer());
  }

  @Test
  void onlyExpiredRows_areFailedWithoutASlice() {
    var expired = desk.submit(row(), desk.deadlineInMillis(1));
    desk.ticker.advanceMillis(2);
    assertFalse(desk.step());
    assertEquals(Fault.Kind.DEADLINE_EXCEEDED, expired.faultKind());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void deadlineThatPassesBetweenSteps_endsTheGeneration() {
    var listener =
        desk.submit(ScriptedProgress.generating(stage, 5, stage, 100), desk.deadlineInMillis(1000));
    desk.step();
    desk.step();
    desk.ticker.advanceMillis(1000);
    desk.stepToTheEnd();
    assertEquals(1, listener.tokens());
    assertEquals(Fault.Kind.DEADLINE_EXCEEDED, listener.faultKind());
  }

  @Test
  void closedScheduler_takesNobodyInAndFinishesWhoIsIn() {
    var inside = desk.submit(ScriptedProgress.generating(stage, 5, stage, 3));
    desk.scheduler.close();
    var refusal = assertThrows(Fault.class, () -> desk.submit(row()));
    assertEquals(Fault.Kind.UNAVAILABLE, refusal.kind());
    assertEquals(4, desk.stepToTheEnd());
    assertNotNull(inside.answer());
  }

  @Test
  void closedScheduler_endsItsLanesWhenNothingIsLeft() throws InterruptedException {
    desk.submit(row());
    desk.scheduler.close();
    desk.step();
    assertNull(desk.scheduler.next(true));
  }

  @Test
  void abandonedScheduler_failsWhoWaitsAtOnceAndWhoRunsAtTheBoundary() {
    var waiting = new RecordingListener();
    var running = new RecordingListener();
    var self =
        new ScriptedStage(
            "self",
            0,
            (rows, steps) -> {
              desk.scheduler.abandon();
              assertEquals(Fault.Kind.UNAVAILABLE, waiting.faultKind());
              assertFalse(running.isEnded());
            });
    desk.submit(ScriptedProgress.generating(self, 5, stage, 3), Long.MAX_VALUE, running);
    desk.submit(row(), Long.MAX_VALUE, waiting);
    assertEquals(1, desk.stepToTheEnd());
    assertEquals(Fault.Kind.UNAVAILABLE, running.faultKind());
    assertTrue(waiting.isGone() && running.isGone());
    assertEquals(List.of(), stage.slices());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void abandonedScheduler_stillAnswersTheRowWhoseLastSliceRan() {
    var last = new ScriptedStage("last", 0, (rows, steps) -> desk.scheduler.abandon());
    var listener = desk.submit(ScriptedProgress.whole(last, 5));
    desk.stepToTheEnd();
    assertNotNull(listener.answer());
    assertEquals("", listener.broken());
  }

  @Test
  void counts_followARowThroughItsLife() {
    var seen =
        new ScriptedStage(
            "seen",
            0,
            (rows, steps) ->
                assertEquals(Map.of(Desk.MODEL, new RowCounts(1, 2, 0)), desk.scheduler.counts()));
    var listeners =
        List.of(
            desk.submit(ScriptedProgress.whole(seen, 5)),
            desk.submit(ScriptedProgress.whole(seen, 5)),
            desk.submit(row()));
    assertEquals(Map.of(Desk.MODEL, new RowCounts(3, 0, 0)), desk.scheduler.counts());
    desk.stepToTheEnd();
    listeners.forEach(listener -> assertNotNull(listener.answer()));
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  private ScriptedProgress row() {
    return ScriptedProgress.whole(stage, 5);
  }
}
