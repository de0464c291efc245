package dev.unroll.schedule.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import dev.unroll.plan.ScriptedLivePlan;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.schedule.AdmissionConfig;
import dev.unroll.schedule.Desk;
import dev.unroll.schedule.RecordingListener;
import dev.unroll.schedule.RowCounts;
import dev.unroll.schedule.ScriptedStage;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.cost.PlanCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LiveExecutionTest {
  /** More than a slice takes. */
  private static final int LONG = 5000;

  private final Desk desk = new Desk();
  private final ScriptedStage stage = new ScriptedStage("causal");
  private final Live live = new Live(desk, stage);

  /** A live row, its feed, and what it was told. */
  private static final class Live extends RecordingListener {
    private final LiveFeed feed = new LiveFeed();
    private final LiveExecution progress;
    private Optional<String> finding = Optional.empty();
    private final List<String> steps = new ArrayList<>();
    private final Ticket ticket;
    private long next;

    Live(Desk desk, ScriptedStage stage) {
      this(desk, stage, Long.MAX_VALUE);
    }

    Live(Desk desk, ScriptedStage stage, long deadlineNanos) {
      progress =
          new LiveExecution(
              new ScriptedLivePlan(stage),
              new PlanCosts(List.of(stage.cost())),
              feed,
              Map.of(),
              () -> finding,
              null);
      ticket = desk.submit(progress, deadlineNanos, this);
    }

    /** So many more steps come. */
    Live give(int count) {
      add(count);
      ticket.wake();
      return this;
    }

    private void add(int count) {
      var ids = new long[count];
      for (int step = 0; step < count; step++) {
        ids[step] = next++;
      }
      feed.add(new Sequence.Ids(ids));
    }

    void end() {
      feed.end();
      ticket.wake();
    }

    void hold(boolean held) {
      feed.hold(held);
      ticket.wake();
    }

    /** How many steps; fails where they were not told in their order. */
    long answered() {
      long expected = 0;
      for (var told : steps) {
        var numbers = told.split("\\+", 2);
        assertEquals(expected, Long.parseLong(numbers[0]));
        expected += Long.parseLong(numbers[1]);
      }
      return expected;
    }

    RowMemory memory() {
      return progress.memories().get(0);
    }

    @Override
    public void onSteps(
        long firstStep, int count, List<Output> outputs, Supplier<List<Output>> latest) {
      steps.add(firstStep + "+" + count);
    }
  }

  @Test
  void rowWithoutSteps_isIdleAndWantsNoLane() {
    assertFalse(desk.step());
    assertEquals(Map.of(Desk.MODEL, new RowCounts(0, 0, 1)), desk.scheduler.counts());
    live.ticket.wake();
    assertFalse(desk.step());
  }

  @Test
  void steps_thatCome_areAnsweredAndThenItIsIdleAgain() {
    live.give(3);
    desk.stepToTheEnd();
    live.give(1);
    desk.stepToTheEnd();
    assertEquals(List.of("0+3", "3+1"), live.steps);
    assertFalse(live.isEnded());
    assertEquals(Map.of(Desk.MODEL, new RowCounts(0, 0, 1)), desk.scheduler.counts());
  }

  @Test
  void messages_thatCameTogether_areOneWindowInTheirOrder() {
    var windows = new ArrayList<List<Long>>();
    var noting =
        new ScriptedStage(
            "causal", 0, (rows, steps) -> windows.add(ScriptedLivePlan.window(rows.get(0))));
    var row = new Live(desk, noting).give(1);
    row.give(2).give(3);
    desk.stepToTheEnd();
    // The first had become the window when the others came.
    assertEquals(List.of(List.of(0L), List.of(1L, 2L, 3L, 4L, 5L)), windows);
    assertEquals(List.of("0+1", "1+5"), row.steps);
  }

  @Test
  void longWindow_isAnsweredSliceBySlice() {
    live.give(LONG);
    desk.step();
    assertEquals(1, live.steps.size());
    long first = live.answered();
    assertTrue(first < LONG, () -> first + " at once");
    desk.stepToTheEnd();
    assertEquals(LONG, live.answered());
  }

  @Test
  void rowsOfAnyWindows_shareSlices() {
    var other = new Live(desk, stage).give(7);
    live.give(5);
    desk.stepToTheEnd();
    assertEquals(List.of(2, 1), stage.sliceRows());
    assertEquals(List.of("0+5"), live.steps);
    assertEquals(List.of("0+5", "5+2"), other.steps);
  }

  @Test
  void idleRow_keepsNoWindow() {
    live.give(5);
    desk.stepToTheEnd();
    assertEquals(List.of(), ScriptedLivePlan.window(live.memory()));
    assertEquals(0, live.memory().remaining());
  }

  @Test
  void end_ofAnIdleRow_isToldAtOnce() {
    live.give(2);
    desk.stepToTheEnd();
    live.end();
    assertEquals(2, live.answer() == null ? -1 : live.answer().steps());
    assertTrue(live.isGone());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void end_behindSteps_isToldAfterThem() {
    live.give(2);
    live.give(2);
    live.end();
    assertNull(live.answer());
    desk.stepToTheEnd();
    assertEquals(List.of("0+2", "2+2"), live.steps);
    assertNotNull(live.answer());
    assertTrue(live.isGone());
    assertEquals("", live.broken());
  }

  @Test
  void steps_thatComeDuringASlice_areTheNextWindow() {
    var rows = new ArrayList<Live>();
    var feeding =
        new ScriptedStage(
            "causal",
            0,
            (memories, steps) -> {
              if (rows.get(0).next < 3) {
                rows.get(0).give(1);
              } else {
                rows.get(0).end();
              }
            });
    rows.add(new Live(desk, feeding));
    rows.get(0).give(1);
    desk.stepToTheEnd();
    assertEquals(List.of("0+1", "1+1", "2+1"), rows.get(0).steps);
    assertNotNull(rows.get(0).answer());
  }

  @Test
  void heldRow_takesNoSliceUntilItIsLetGo() {
    live.give(LONG);
    live.hold(true);
    desk.stepToTheEnd();
    // The slice that it waited for already.
    assertEquals(1, live.steps.size());
    live.give(5);
    assertFalse(desk.step());
    assertEquals(Map.of(Desk.MODEL, new RowCounts(0, 0, 1)), desk.scheduler.counts());
    assertEquals(0, desk.scheduler.queuedWork(1).nanosPerLane());
    live.hold(false);
    assertTrue(desk.scheduler.queuedWork(1).nanosPerLane() > 0);
    desk.stepToTheEnd();
    assertEquals(LONG + 5, live.answered());
  }

  @Test
  void heldRow_cancelled_isGoneAtOnce() {
    live.hold(true);
    live.give(3);
    live.ticket.cancel();
    assertTrue(live.isGone());
    assertFalse(desk.step());
    assertFalse(live.isEnded());
  }

  @Test
  void deadline_passedWhenStepsCome_endsTheRow() {
    var row = new Live(desk, stage, desk.deadlineInMillis(10));
    desk.ticker.advanceMillis(11);
    row.give(1);
    desk.stepToTheEnd();
    assertEquals(Fault.Kind.DEADLINE_EXCEEDED, row.faultKind());
    assertTrue(row.isGone());
  }

  @Test
  void abandonedScheduler_failsIdleRowsToo() {
    desk.scheduler.abandon();
    assertEquals(Fault.Kind.UNAVAILABLE, live.faultKind());
    assertTrue(live.isGone());
  }

  @Test
  void stageThatFails_endsThatRowAlone() {
    var bad = new ArrayList<RowMemory>();
    var failing =
        new ScriptedStage(
            "causal",
            0,
            (rows, steps) -> {
              if (rows.contains(bad.get(0))) {
                throw new IllegalStateException("unlucky");
              }
            });
    var unlucky = new Live(desk, failing);
    var lucky = new Live(desk, failing);
    bad.add(unlucky.memory());
    unlucky.give(4);
    lucky.give(4);
    desk.stepToTheEnd();
    assertEquals(Fault.Kind.INTERNAL, unlucky.faultKind());
    assertEquals(List.of("0+4"), lucky.steps);
    assertFalse(lucky.isEnded());
  }

  @Test
  void shortRows_doNotWaitBehindOneOfAHundredThousandSteps() {
    live.give(100_000);
    desk.step();
    for (int row = 0; row < 50; row++) {
      var newcomer = new Live(desk, stage).give(1 + row % 20);
      // Its own slice, and perhaps the one that the long row had come to.
      desk.step();
      desk.step();
      assertEquals(1 + row % 20, newcomer.answered());
      assertTrue(live.answered() < 100_000);
    }
    desk.stepToTheEnd();
    assertEquals(100_000, live.answered());
  }

  @Test
  void idleRows_doNotCountAgainstTheBoundOfRows() {
    var small =
        new Desk(
            1,
            new AdmissionConfig(
                1, AdmissionConfig.NONE.maxBacklog(), AdmissionConfig.NONE.maxBytes()));
    var first = new Live(small, stage);
    var second = new Live(small, stage);
    first.give(1);
    assertEquals(1, small.stepToTheEnd());
    second.give(1);
    assertEquals(1, small.stepToTheEnd());
    assertEquals("", first.broken() + second.broken());
  }

  @Test
  void anyOrderOfEvents_answersEachStepOnceAndInOrder() {
    for (int house = 0; house < 200; house++) {
      live(System.nanoTime() + house);
    }
  }

  private static void live(long seed) {
    var random = new Random(seed);
    var desk = new Desk();
    var stage = new ScriptedStage("causal");
    var rows = new ArrayList<Live>();
    for (int row = 0; row < 5; row++) {
      rows.add(new Live(desk, stage));
    }
    for (int turn = 0; turn < 100; turn++) {
      var row = rows.get(random.nextInt(rows.size()));
      switch (random.nextInt(4)) {
        case 0 -> row.hold(random.nextBoolean());
        case 1 -> row.give(1 + random.nextInt(random.nextInt(20) == 0 ? 1200 : 5));
        default -> desk.step();
      }
    }
    for (var row : rows) {
      row.hold(false);
      row.end();
    }
    desk.stepToTheEnd();
    for (var row : rows) {
      assertEquals(row.next, row.answered(), "seed " + seed);
      assertNotNull(row.answer(), "seed " + seed);
      assertEquals("", row.broken(), "seed " + seed);
    }
    assertEquals(Map.of(), desk.scheduler.counts(), "seed " + seed);
  }
}
