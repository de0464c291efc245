package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.schedule.execution.ScheduleMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failures after a slice's results have begun to go into its rows: nothing is computed twice. */
class LaneScatterTest {
  private static final Logger LOG = Logger.getLogger(Lane.class.getName());

  @BeforeEach
  void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    LOG.setLevel(null);
  }

  @Test
  void sliceThatFailsWhileItIsScattered_failsItsRows_andIsNotRunAgain() {
    for (var error : List.of(new OutOfMemoryError("heap"), new IllegalStateException("no place"))) {
      var desk = new Desk();
      var stage = new ScriptedStage("causal");
      stage.whenScattered((rows, steps) -> {
        throwUnchecked(error);
      });
      var first = desk.submit(ScriptedProgress.whole(stage, 5));
      var second = desk.submit(ScriptedProgress.whole(stage, 5));
      desk.stepToTheEnd();
      assertEquals(List.of(2), stage.sliceRows(), error.toString());
      for (var listener : List.of(first, second)) {
        var fault = listener.fault();
        assertNotNull(fault);
        assertEquals(Fault.Kind.INTERNAL, fault.kind());
        assertEquals(
            "model model/1 failed after its states had changed: " + error.getMessage(),
            fault.reason());
        assertTrue(listener.isGone());
        assertEquals("", listener.broken());
      }
      assertEquals(Map.of(), desk.scheduler.counts());
    }
  }

  private static void throwUnchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void oneRowThatFailsWhileItIsScattered_failsOnce() {
    var desk = new Desk();
    var stage = new ScriptedStage("causal");
    stage.whenScattered((rows, steps) -> {
      throw new OutOfMemoryError("heap");
    });
    var listener = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.stepToTheEnd();
    assertEquals(List.of(1), stage.sliceRows());
    assertEquals(Fault.Kind.INTERNAL, listener.faultKind());
    assertEquals("", listener.broken());
  }

  @Test
  void rowRunAloneAfterAFailingSlice_thatFailsWhileItIsScattered_harmsNoOther() {
    var desk = new Desk();
    var culprit = new ArrayList<ScriptedProgress>();
    var stage =
        new ScriptedStage(
            "causal",
            0,
            (rows, steps) -> {
              if (rows.size() > 1) {
                throw new IllegalStateException("not together");
              }
            });
    stage.whenScattered((rows, steps) -> {
      if (rows.contains(culprit.get(0).memory())) {
        throw new IllegalStateException("no place");
      }
    });
    culprit.add(ScriptedProgress.whole(stage, 5));
    var failed = desk.submit(culprit.get(0));
    var other = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.stepToTheEnd();
    assertEquals(List.of(2, 1, 1), stage.sliceRows());
    assertEquals(Fault.Kind.INTERNAL, failed.faultKind());
    assertNotNull(other.answer());
  }

  @Test
  void cancelledRowOfASliceThatFailsWhileItIsScattered_isToldNothing() {
    var desk = new Desk();
    var tickets = new ArrayList<Ticket>();
    var stage = new ScriptedStage("causal");
    stage.whenScattered((rows, steps) -> {
      tickets.get(0).cancel();
      throw new IllegalStateException("no place");
    });
    var left = new RecordingListener();
    tickets.add(desk.submit(ScriptedProgress.whole(stage, 5), Long.MAX_VALUE, left));
    var other = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.stepToTheEnd();
    assertNull(left.fault());
    assertTrue(left.isGone());
    assertEquals(Fault.Kind.INTERNAL, other.faultKind());
  }

  @Test
  void meterThatFailsAfterASlice_failsItsRows_andNothingIsRunAgain() {
    var desk =
        new Desk(
            new ScheduleMeter() {
              @Override
              public void sliceRan(
                  ModelKey model,
                  String stage,
                  int rows,
                  int fillerRows,
                  int lostRows,
                  int steps,
                  long nanos) {
                throw new IllegalStateException("no such meter");
              }
            });
    var stage = new ScriptedStage("causal");
    var first = desk.submit(ScriptedProgress.whole(stage, 5));
    var second = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.stepToTheEnd();
    assertEquals(List.of(2), stage.sliceRows());
    assertEquals(Fault.Kind.INTERNAL, first.faultKind());
    assertEquals(Fault.Kind.INTERNAL, second.faultKind());
  }

  @Test
  void meterThatFailsAfterTheAnswer_isNoSecondEnd() {
    var desk =
        new Desk(
            new ScheduleMeter() {
              @Override
              public void firstStep(ModelKey model, long nanos) {
                throw new IllegalStateException("no such meter");
              }
            });
    var stage = new ScriptedStage("causal");
    var listener = desk.submit(ScriptedProgress.generating(stage, 5, stage, 1));
    desk.stepToTheEnd();
    assertNotNull(listener.answer());
    assertEquals("", listener.broken());
    assertNull(listener.fault());
    assertTrue(listener.isGone());
  }
}
