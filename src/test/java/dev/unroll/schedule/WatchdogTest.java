package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.GraphException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that do not end by themselves. */
class WatchdogTest {
  /** The watchdog warns of the runs that it ends; here it does so on purpose. */
  private static final Logger LOG = Logger.getLogger(Watchdog.class.getName());

  private final Desk desk = new Desk();
  private final List<ScriptedProgress> endless = new ArrayList<>();
  private final Set<RowMemory> told = new HashSet<>();

  /** When the run began for which the watchdog was asked last. */
  private long ranMillis;

  private final ScriptedStage stage =
      new ScriptedStage(
          "whole",
          0,
          (rows, steps) -> {
            if (endless.stream().anyMatch(row -> rows.contains(row.memory()))) {
              told.addAll(rows);
              runUntilEnded();
            }
          });

  /** Runs on, while the watchdog looks, until it has ended the run. */
  private void runUntilEnded() throws GraphException {
    desk.terminated = false;
    for (ranMillis = 0; !desk.terminated && ranMillis < 100_000; ranMillis += 100) {
      desk.ticker.advanceMillis(100);
      desk.watchdog.look();
    }
    throw GraphException.terminated("model.onnx", new Exception("told to"));
  }

  @BeforeEach
  void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    LOG.setLevel(null);
  }

  private ScriptedProgress endless() {
    var row = ScriptedProgress.whole(stage, 5);
    endless.add(row);
    return row;
  }

  @Test
  void runOverItsLimit_isEnded_andItsRowIsToldWhy() {
    var listener = desk.submit(endless());
    desk.step();
    var fault = listener.fault();
    assertNotNull(fault);
    assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, fault.kind());
    assertNull(fault.retryAfter());
    assertEquals(
        "model model/1: a run of this sequence was ended after 10.000 seconds, since it was predicted"
            + " to take 0.000; send a shorter sequence, or have max-run (10s) raised",
        fault.reason());
    assertEquals(10_100, ranMillis);
    assertTrue(desk.meter.lines().contains("terminated overran"), desk.meter.lines()::toString);
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void runWithinItsLimit_goesOn() {
    var long_ =
        new ScriptedStage(
            "long",
            0,
            (rows, steps) -> {
              desk.ticker.advanceMillis(9_000);
              desk.watchdog.look();
            });
    var listener = desk.submit(ScriptedProgress.whole(long_, 5));
    desk.step();
    assertFalse(desk.terminated);
    assertNotNull(listener.answer());
  }

  @Test
  void longRunThatWasPredicted_hasTwentyTimesItsPrediction() {
    // 100,000 steps of 10 us are one second.
    var row = ScriptedProgress.whole(stage, 100_000);
    endless.add(row);
    desk.submit(row);
    desk.step();
    assertEquals(20_100, ranMillis);
  }

  @Test
  void companyOfAnEndlessRow_isAnswered_andTheEndlessOnesTakeATenthOfTheLimitEach() {
    var innocent = new ArrayList<RecordingListener>();
    var guilty = new ArrayList<RecordingListener>();
    for (int row = 0; row < 8; row++) {
      innocent.add(desk.submit(ScriptedProgress.whole(stage, 5)));
      guilty.add(desk.submit(endless()));
    }
    long start = desk.ticker.nanos();
    desk.step();
    assertEquals(10_100, ranMillis);
    assertEquals(16, desk.rowsHeld());
    int slices = desk.stepToTheEnd();
    assertEquals(16, slices);
    innocent.forEach(listener -> assertNotNull(listener.answer()));
    guilty.forEach(listener -> assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, listener.faultKind()));
    assertEquals(10_100 + 8 * 1_100, (desk.ticker.nanos() - start) / 1_000_000);
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void suspectThatHasRun_sharesSlicesAgain() {
    var steps = new ArrayList<Integer>();
    var row = ScriptedProgress.generating(stage, 5, stage, 2);
    var other = ScriptedProgress.generating(stage, 5, stage, 2);
    desk.submit(row);
    desk.submit(other);
    desk.submit(endless());
    desk.stepToTheEnd();
    stage.slices().forEach(slice -> steps.add(slice.rows().size()));
    assertEquals(List.of(3, 1, 1, 1, 2, 2), steps);
  }

  @Test
  void rowsThatFailTogether_andAreEndlessAlone_areNotAllRunInOneGo() {
    var both = new ArrayList<ScriptedProgress>();
    var failing =
        new ScriptedStage(
            "failing",
            0,
            (rows, steps) -> {
              if (rows.size() > 1) {
                throw new IllegalStateException("not together");
              }
              runUntilEnded();
            });
    var listeners = new ArrayList<RecordingListener>();
    for (int row = 0; row < 3; row++) {
      both.add(ScriptedProgress.whole(failing, 5));
      listeners.add(desk.submit(both.get(row)));
    }
    desk.step();
    assertEquals(List.of(3, 1), failing.sliceRows());
    desk.stepToTheEnd();
    listeners.forEach(
        listener -> assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, listener.faultKind()));
  }

  @Test
  void runWhoseRowsHaveAllLeft_isEndedAtTheNextLook() {
    var tickets = new ArrayList<Ticket>();
    var leaving =
        new ScriptedStage(
            "leaving",
            0,
            (rows, steps) -> {
              tickets.forEach(Ticket::cancel);
              runUntilEnded();
            });
    var cancelled = new RecordingListener();
    var expired = new RecordingListener();
    tickets.add(desk.submit(ScriptedProgress.whole(leaving, 5), Long.MAX_VALUE, cancelled));
    desk.submit(ScriptedProgress.whole(leaving, 5), desk.deadlineInMillis(250), expired);
    desk.step();
    assertEquals(300, ranMillis);
    assertTrue(cancelled.isGone());
    assertFalse(cancelled.isEnded());
    desk.step();
    assertEquals(Fault.Kind.DEADLINE_EXCEEDED, expired.faultKind());
    assertTrue(desk.meter.lines().contains("terminated left"), desk.meter.lines()::toString);
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void runThatOneRowHasLeft_goesOnForTheOthers() {
    var tickets = new ArrayList<Ticket>();
    var leaving =
        new ScriptedStage(
            "leaving",
            0,
            (rows, steps) -> {
              tickets.get(0).cancel();
              desk.ticker.advanceMillis(1_000);
              desk.watchdog.look();
            });
    tickets.add(
        desk.submit(ScriptedProgress.whole(leaving, 5), Long.MAX_VALUE, new RecordingListener()));
    var stays = desk.submit(ScriptedProgress.whole(leaving, 5));
    desk.step();
    assertFalse(desk.terminated);
    assertNotNull(stays.answer());
  }

  @Test
  void laneWhoseRunDoesNotReact_isAProblem_untilItEnds() {
    var problems = new ArrayList<String>();
    var deaf =
        new ScriptedStage(
            "deaf",
            0,
            (rows, steps) -> {
              for (int second = 1; second <= 31; second++) {
                desk.ticker.advanceMillis(1_000);
                desk.watchdog.look();
                problems.add(desk.watchdog.problem());
              }
            });
    var listener = desk.submit(ScriptedProgress.whole(deaf, 5));
    desk.step();
    assertEquals("", problems.get(29));
    assertEquals("unroll-lane-0 has run model/1 for 31.000 s and does not end", problems.get(30));
    assertEquals("", desk.watchdog.problem());
    // The run has ended by itself after all, so its answer is right.
    assertNotNull(listener.answer());
  }
}
