package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.LogLines;
import dev.unroll.plan.stage.Output;
import dev.unroll.runtime.GraphException;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaneFailureTest {
  /** Listeners that throw are logged; here they throw on purpose. */
  private static final Logger LOG = Logger.getLogger(Row.class.getName());

  private final Desk desk = new Desk();

  @BeforeEach
  void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    LOG.setLevel(null);
  }

  @Test
  void failingSlice_isRunAgainRowByRow_andOnlyTheCulpritFails() {
    var culprits = new ArrayList<ScriptedProgress>();
    var stage =
        new ScriptedStage(
            "whole",
            0,
            (rows, steps) -> {
              if (rows.contains(culprits.get(0).memory())) {
                throw new IllegalStateException("no such id");
              }
            });
    var innocent = desk.submit(ScriptedProgress.whole(stage, 5));
    culprits.add(ScriptedProgress.whole(stage, 5));
    var culprit = desk.submit(culprits.get(0));
    var alsoInnocent = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.step();
    assertEquals(List.of(3, 1, 1, 1), stage.sliceRows());
    assertNotNull(innocent.answer());
    assertNotNull(alsoInnocent.answer());
    var fault = culprit.fault();
    assertNotNull(fault);
    assertEquals(Fault.Kind.INTERNAL, fault.kind());
    assertEquals("model model/1 failed: no such id", fault.reason());
    assertTrue(culprit.isGone());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void inputThatTheGraphIsNotMadeFor_isTheClientsFault() {
    var stage =
        new ScriptedStage(
            "whole",
            0,
            (rows, steps) -> {
              throw GraphException.ofInput("'x' of 2 steps is too short", new Exception("empty"));
            });
    var listener = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.step();
    var fault = listener.fault();
    assertNotNull(fault);
    assertEquals(Fault.Kind.INVALID_ARGUMENT, fault.kind());
    assertEquals("input: 'x' of 2 steps is too short", fault.sentence());
  }

  @Test
  void runThatNeedsTooMuchMemory_isResourceExhausted_andNotRetriedSoon() {
    var stage =
        new ScriptedStage(
            "whole",
            0,
            (rows, steps) -> {
              throw GraphException.ofMemory("model.onnx: needs more than there is", null);
            });
    try (var log = LogLines.of(Lane.class, Level.WARNING)) {
      var listener = desk.submit(ScriptedProgress.whole(stage, 5));
      desk.step();
      var fault = listener.fault();
      assertNotNull(fault);
      assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, fault.kind());
      assertNull(fault.retryAfter());
      assertEquals(1, log.all().size());
    }
  }

  @Test
  void errorsOfTheJvm_failTheRowAndNotTheLane() {
    for (var error :
        List.of(new OutOfMemoryError("native"), new StackOverflowError(), new LinkageError())) {
      var stage =
          new ScriptedStage(
              "whole",
              0,
              (rows, steps) -> {
                throw error;
              });
      var listener = desk.submit(ScriptedProgress.whole(stage, 5));
      desk.step();
      assertEquals(Fault.Kind.INTERNAL, listener.faultKind(), error.toString());
    }
  }

  @Test
  void cancelledRowOfAFailingSlice_isNotRunAgain() {
    var tickets = new ArrayList<Ticket>();
    var row = new ArrayList<ScriptedProgress>();
    var stage =
        new ScriptedStage(
            "whole",
            0,
            (rows, steps) -> {
              if (rows.size() > 1) {
                tickets.get(0).cancel();
                throw new IllegalStateException("not together");
              }
            });
    row.add(ScriptedProgress.whole(stage, 5));
    var left = new RecordingListener();
    tickets.add(desk.submit(row.get(0), Long.MAX_VALUE, left));
    var other = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.step();
    assertEquals(1, stage.slicesOf(row.get(0)));
    assertTrue(left.isGone());
    assertNull(left.fault());
    assertNotNull(other.answer());
  }

  @Test
  void listenerThatThrowsOnItsAnswer_getsAFaultAndHarmsNobody() {
    var stage = new ScriptedStage("whole");
    var faults = new ArrayList<Fault>();
    var thrower =
        new RowListener() {
          @Override
          public void onOutputs(List<Output> outputs, RowTiming timing) {
            throw new IllegalStateException("cannot");
          }

          @Override
          public void onFault(Fault fault) {
            faults.add(fault);
          }
        };
    desk.submit(ScriptedProgress.whole(stage, 5), Long.MAX_VALUE, thrower);
    var other = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.step();
    assertEquals(
        List.of("model/1: the answer could not be delivered"),
        faults.stream().map(Fault::reason).toList());
    assertNotNull(other.answer());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void listenerThatThrowsWhateverItIsTold_harmsNobody() {
    var stage = new ScriptedStage("whole");
    var thrower =
        new RowListener() {
          @Override
          public void onOutputs(List<Output> outputs, RowTiming timing) {
            throw new IllegalStateException("cannot take an answer");
          }

          @Override
          public void onFault(Fault fault) {
            throw new IllegalStateException("cannot take a fault");
          }

          @Override
          public void onGone() {
            throw new IllegalStateException("cannot go");
          }
        };
    desk.submit(ScriptedProgress.whole(stage, 5), Long.MAX_VALUE, thrower);
    desk.submit(ScriptedProgress.whole(stage, 5), desk.deadlineInMillis(1), thrower);
    var other = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.ticker.advanceMillis(2);
    desk.step();
    desk.submit(ScriptedProgress.whole(stage, 5), Long.MAX_VALUE, thrower).cancel();
    assertNotNull(other.answer());
    assertTrue(other.isGone());
    assertEquals(Map.of(), desk.scheduler.counts());
  }
}
