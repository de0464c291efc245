package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TicketTest {
  private final Desk desk = new Desk();
  private final ScriptedStage stage = new ScriptedStage("whole");
  private final RecordingListener listener = new RecordingListener();

  @Test
  void waitingRow_cancelled_isGoneAtOnceAndNeverComputed() {
    var row = ScriptedProgress.whole(stage, 5);
    var ticket = desk.submit(row, Long.MAX_VALUE, listener);
    var other = desk.submit(ScriptedProgress.whole(stage, 5));
    ticket.cancel();
    assertTrue(listener.isGone());
    assertFalse(listener.isEnded());
    desk.stepToTheEnd();
    assertEquals(0, stage.slicesOf(row));
    assertNotNull(other.answer());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void cancel_calledAgain_isNothing() {
    var ticket = desk.submit(ScriptedProgress.whole(stage, 5), Long.MAX_VALUE, listener);
    ticket.cancel();
    ticket.cancel();
    desk.stepToTheEnd();
    assertEquals("", listener.broken());
  }

  @Test
  void cancel_afterTheAnswer_isNothing() {
    var ticket = desk.submit(ScriptedProgress.whole(stage, 5), Long.MAX_VALUE, listener);
    desk.stepToTheEnd();
    ticket.cancel();
    assertEquals("", listener.broken());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void runningRow_cancelled_leavesAtTheBoundaryWithoutItsAnswer() {
    var ticket = new ArrayList<Ticket>();
    var self =
        new ScriptedStage(
            "self",
            0,
            (rows, steps) -> {
              ticket.get(0).cancel();
              assertFalse(listener.isGone());
            });
    ticket.add(desk.submit(ScriptedProgress.whole(self, 5), Long.MAX_VALUE, listener));
    var other = desk.submit(ScriptedProgress.whole(self, 5));
    desk.step();
    assertTrue(listener.isGone());
    assertFalse(listener.isEnded());
    assertNotNull(other.answer());
  }

  @Test
  void generatingRow_cancelledByItsOwnListener_makesNoFurtherStep() {
    var row = ScriptedProgress.generating(stage, 5, stage, 100);
    var ticket = new ArrayList<Ticket>();
    var impatient =
        new RecordingListener() {
          @Override
          public void onToken(int step, long token, float logProbability) {
            super.onToken(step, token, logProbability);
            if (step == 2) {
              ticket.get(0).cancel();
            }
          }
        };
    ticket.add(desk.submit(row, Long.MAX_VALUE, impatient));
    desk.stepToTheEnd();
    assertEquals(3, impatient.tokens());
    assertEquals(4, stage.slicesOf(row));
    assertTrue(impatient.isGone());
    assertEquals("", impatient.broken());
  }
}
