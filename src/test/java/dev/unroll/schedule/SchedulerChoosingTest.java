package dev.unroll.schedule;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.plan.stage.RowMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SchedulerChoosingTest {
  private final Desk desk = new Desk();
  private final ScriptedStage stage = new ScriptedStage("whole");

  @Test
  void equallyLongRows_shareASlice() {
    desk.submit(ScriptedProgress.whole(stage, 7));
    desk.submit(ScriptedProgress.whole(stage, 8));
    desk.submit(ScriptedProgress.whole(stage, 7));
    assertEquals(2, desk.stepToTheEnd());
    assertEquals(List.of(2, 1), stage.sliceRows());
  }

  @Test
  void rowThatCameFirst_decidesTheGroup() {
    desk.submit(ScriptedProgress.whole(stage, 9));
    desk.submit(ScriptedProgress.whole(stage, 3));
    desk.submit(ScriptedProgress.whole(stage, 3));
    desk.step();
    assertEquals(9, stage.slices().get(0).steps());
  }

  @Test
  void nearDeadline_goesBeforeAnEarlierArrival() {
    desk.submit(ScriptedProgress.whole(stage, 1));
    desk.submit(ScriptedProgress.whole(stage, 2), desk.deadlineInMillis(900));
    desk.submit(ScriptedProgress.whole(stage, 3), desk.deadlineInMillis(100));
    desk.stepToTheEnd();
    assertEquals(List.of(3, 2, 1), stage.slices().stream().map(ScriptedStage.Ran::steps).toList());
  }

  @Test
  void farDeadline_isNoReasonToWaitLonger() {
    desk.submit(ScriptedProgress.whole(stage, 1), desk.deadlineInMillis(3_600_000));
    desk.ticker.advanceMillis(1);
    desk.submit(ScriptedProgress.whole(stage, 2));
    desk.step();
    assertEquals(1, stage.slices().get(0).steps());
  }

  @Test
  void tooManyRowsForASlice_theMostUrgentGo() {
    var late = new ArrayList<ScriptedProgress>();
    int most = stage.cost().mostRows();
    for (int row = 0; row < most; row++) {
      late.add(ScriptedProgress.whole(stage, 5));
      desk.submit(late.get(row));
    }
    var urgent = ScriptedProgress.whole(stage, 5);
    desk.submit(urgent, desk.deadlineInMillis(10));
    desk.step();
    assertEquals(1, stage.slicesOf(urgent));
    assertEquals(0, stage.slicesOf(late.get(most - 1)));
  }

  @Test
  void randomRows_neverShareASliceUnlessAlike_andAreAllAnswered() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var stages =
        List.of(stage, new ScriptedStage("other"), new ScriptedStage("three", 3, (r, s) -> {}));
    var rows = new ArrayList<ScriptedProgress>();
    var listeners = new ArrayList<RecordingListener>();
    for (int round = 0; round < 3000; round++) {
      if (random.nextInt(4) == 0) {
        desk.step();
      }
      var row =
          ScriptedProgress.alike(
              stages.get(random.nextInt(3)), 1 + random.nextInt(6), random.nextInt(3));
      rows.add(row);
      listeners.add(desk.submit(row));
    }
    desk.stepToTheEnd();
    Map<RowMemory, ScriptedProgress> byMemory =
        rows.stream().collect(Collectors.toMap(ScriptedProgress::memory, row -> row));
    for (var each : stages) {
      for (var slice : each.slices()) {
        assertTrue(slice.rows().size() <= each.maxRows(), "seed " + seed);
        var likeness = requireNonNull(byMemory.get(slice.rows().get(0))).attendedSteps();
        for (var memory : slice.rows()) {
          var row = requireNonNull(byMemory.get(memory));
          assertEquals(each, row.stage(), "seed " + seed);
          assertEquals(slice.steps(), row.steps(), "seed " + seed);
          assertEquals(likeness, row.attendedSteps(), "seed " + seed);
        }
      }
    }
    rows.forEach(
        row -> assertEquals(1, stages.stream().mapToLong(each -> each.slicesOf(row)).sum()));
    listeners.forEach(listener -> assertNotNull(listener.answer(), "seed " + seed));
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void hotModel_leavesTheColdOnesTheirTurns() {
    var hot = new ScriptedStage("hot");
    var cold = desk.submit(ScriptedProgress.whole(new ScriptedStage("cold"), 5));
    for (int turn = 1; turn < 500; turn++) {
      desk.ticker.advanceMillis(1);
      // Ten slices' worth comes in while eight run: hot rows never stop waiting.
      for (int row = 0; row < 100; row++) {
        desk.submit(ScriptedProgress.whole(hot, 1 + row % 10));
      }
      for (int slice = 0; slice < 8; slice++) {
        desk.step();
      }
      if (turn % 3 == 0) {
        assertTrue(cold.isEnded(), "turn " + turn);
        cold = desk.submit(ScriptedProgress.whole(new ScriptedStage("cold"), 5));
      }
    }
    assertTrue(desk.rowsHeld() > 0);
  }
}
