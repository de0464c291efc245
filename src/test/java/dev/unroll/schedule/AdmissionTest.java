package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.schedule.cost.CostModel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is refused since there is too much to do. A row here takes 10 ms alone. */
class AdmissionTest {
  private static final Duration LONG = Duration.ofDays(1);

  /** Company pays nothing. */
  private static final CostModel COST =
      new CostModel(
          new int[] {1, 2},
          new int[] {1, 1000},
          new double[][] {{110_000, 10_100_000}, {220_000, 20_200_000}});

  private final ScriptedStage stage = new ScriptedStage("whole", 0, (rows, steps) -> {}, COST);

  @Test
  void rowThatCannotBeDoneInTime_isRefusedAtOnceAndToldWhenToComeAgain() {
    var desk = busy(10, new AdmissionConfig(1000, LONG, Long.MAX_VALUE));
    var refusal = assertThrows(Fault.class, () -> desk.submit(row(), desk.deadlineInMillis(50)));
    assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, refusal.kind());
    assertEquals(
        "it is predicted to wait for 0.100 seconds and to take 0.010, and with a margin needs 0.213; the deadline is in 0.050",
        refusal.reason());
    // Twice the wait and a quarter more for its work, since calls without that margin would be
    // late.
    assertEquals(Duration.ofNanos(162_500_000), refusal.retryAfter());
    assertEquals(List.of("rejected deadline"), desk.meter.lines());
  }

  @Test
  void rowThatCanBeDoneInTime_isLetIn() {
    var desk = busy(10, new AdmissionConfig(1000, LONG, Long.MAX_VALUE));
    var listener = desk.submit(row(), desk.deadlineInMillis(220));
    desk.stepToTheEnd();
    assertNotNull(listener.answer());
  }

  @Test
  void moreLanes_getThroughMore() {
    var desk = new Desk(4, AdmissionConfig.NONE);
    for (int row = 0; row < 10; row++) {
      desk.submit(row());
    }
    var unused = desk.submit(row(), desk.deadlineInMillis(70));
    assertEquals(27_500_000, desk.scheduler.queuedWork(1).nanosPerLane(), 1);
  }

  @Test
  void emptyServer_refusesNothing_forOnlyWhatRunsCanCorrectAPrediction() {
    var desk = new Desk();
    var listener = desk.submit(row(), desk.deadlineInMillis(1));
    desk.stepToTheEnd();
    assertNotNull(listener.answer());
  }

  @Test
  void coldModel_waitsBehindItsOwnOnly() {
    var desk = busy(100, AdmissionConfig.NONE);
    var cold = new ModelKey("cold", 1);
    var unused =
        desk.scheduler.submit(
            cold, row(), Priority.by(desk.deadlineInMillis(50)), new RecordingListener());
    assertThrows(Fault.class, () -> desk.submit(row(), desk.deadlineInMillis(50)));
  }

  @Test
  void backlogOverItsLimit_refusesAlsoWhoHasAllTheTime() {
    var desk = busy(10, new AdmissionConfig(1000, Duration.ofMillis(90), Long.MAX_VALUE));
    var refusal = assertThrows(Fault.class, () -> desk.submit(row()));
    assertEquals("0.100 seconds of work wait for each lane; the limit is 0.090", refusal.reason());
    assertEquals(Duration.ofMillis(10), refusal.retryAfter());
    desk.step();
    desk.submit(row());
    assertEquals("rejected backlog", desk.meter.lines().get(0));
  }

  @Test
  void bytesOverTheirLimit_refuse_butNeverAnEmptyServer() {
    var desk = new Desk(1, new AdmissionConfig(1000, LONG, 999));
    var only = desk.submit(row());
    var refusal = assertThrows(Fault.class, () -> desk.submit(row()));
    assertEquals(
        "the admitted sequences hold 990 bytes, and this one needs 990 more; the limit is 999",
        refusal.reason());
    desk.stepToTheEnd();
    assertNotNull(only.answer());
    var next = desk.submit(row());
    desk.stepToTheEnd();
    assertNotNull(next.answer());
  }

  @Test
  void backlog_isNothingWhenAllIsDoneOrGone() {
    var desk = new Desk();
    var tickets =
        List.of(
            desk.submit(row(), Long.MAX_VALUE, new RecordingListener()),
            desk.submit(row(), Long.MAX_VALUE, new RecordingListener()));
    assertEquals(20_000_000, desk.scheduler.queuedWork(1).nanosPerLane(), 1);
    tickets.get(0).cancel();
    assertEquals(10_000_000, desk.scheduler.queuedWork(1).nanosPerLane(), 1);
    assertTrue(desk.step());
    assertEquals(0, desk.scheduler.queuedWork(1).nanosPerLane());
  }

  private Desk busy(int rows, AdmissionConfig admissionConfig) {
    var desk = new Desk(1, admissionConfig);
    for (int row = 0; row < rows; row++) {
      desk.submit(row());
    }
    return desk;
  }

  private ScriptedProgress row() {
    return ScriptedProgress.whole(stage, 990);
  }
}
