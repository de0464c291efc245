package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneGenerationTest {
  private final Desk desk = new Desk();
  private final ScriptedStage encoder = new ScriptedStage("encode");
  private final ScriptedStage decoder =
      new ScriptedStage("decode", 0, (rows, steps) -> desk.ticker.advanceMillis(1));

  @Test
  void rows_joinAndLeaveAtEveryStep() {
    var longOne = desk.submit(ScriptedProgress.generating(encoder, 5, decoder, 8));
    desk.step();
    desk.step();
    desk.step();
    var shortOne = desk.submit(ScriptedProgress.generating(encoder, 9, decoder, 2));
    desk.stepToTheEnd();
    assertEquals(List.of(1, 1), encoder.sliceRows());
    assertEquals(8, decoder.slices().size());
    assertEquals(10, decoder.sliceRows().stream().mapToInt(Integer::intValue).sum());
    assertEquals(8, longOne.tokens());
    assertEquals(2, shortOne.tokens());
  }

  @Test
  void newcomer_joinsOldRowsThatGenerate_onASingleLane() {
    for (int row = 0; row < 3; row++) {
      desk.submit(ScriptedProgress.generating(encoder, 5, decoder, 5000));
    }
    for (int step = 0; step < 3000; step++) {
      desk.step();
    }
    // The old rows came three seconds ago; the newcomer would not wait for them to end.
    var newcomer = desk.submit(ScriptedProgress.generating(encoder, 9, decoder, 10));
    var whole = desk.submit(ScriptedProgress.whole(new ScriptedStage("whole"), 7));
    for (int step = 0; step < 15; step++) {
      desk.step();
    }
    assertNotNull(newcomer.answer());
    assertNotNull(whole.answer());
  }

  @Test
  void cancelledRow_leavesTheOthersGoingOn() {
    var tickets = new ArrayList<Ticket>();
    var left = new RecordingListener();
    tickets.add(
        desk.submit(ScriptedProgress.generating(encoder, 5, decoder, 8), Long.MAX_VALUE, left));
    var other = desk.submit(ScriptedProgress.generating(encoder, 5, decoder, 8));
    desk.step();
    desk.step();
    tickets.get(0).cancel();
    desk.stepToTheEnd();
    assertEquals(1, left.tokens());
    assertNull(left.answer());
    assertTrue(left.isGone());
    assertEquals(8, other.tokens());
    assertEquals(List.of(2, 1, 1, 1, 1, 1, 1, 1), decoder.sliceRows());
  }
}
