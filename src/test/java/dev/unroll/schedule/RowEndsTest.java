package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to a row, its answers end at most once and it leaves exactly once. */
class RowEndsTest {
  @Test
  void rowsOfAnyFate_leaveExactlyOnce() {
    for (int house = 0; house < 200; house++) {
      live(System.nanoTime() + house);
    }
  }

  private static void live(long seed) {
    var random = new Random(seed);
    var desk = new Desk();
    var tickets = new ArrayList<Ticket>();
    var cancelled = new ArrayList<Ticket>();
    var stage =
        new ScriptedStage(
            "stage",
            0,
            (rows, steps) -> {
              desk.ticker.advanceMillis(random.nextInt(5));
              if (random.nextInt(10) == 0) {
                var ticket = tickets.get(random.nextInt(tickets.size()));
                cancelled.add(ticket);
                ticket.cancel();
              }
              if (random.nextInt(10) == 0) {
                throw new IllegalStateException("unlucky");
              }
            });
    var listeners = new ArrayList<RecordingListener>();
    for (int turn = 0; turn < 100; turn++) {
      for (int row = random.nextInt(4); row > 0; row--) {
        var listener = new RecordingListener();
        var deadline =
            random.nextBoolean() ? Long.MAX_VALUE : desk.deadlineInMillis(1 + random.nextInt(50));
        var progress =
            ScriptedProgress.generating(stage, 1 + random.nextInt(3), stage, 1 + random.nextInt(4));
        try {
          tickets.add(desk.submit(progress, deadline, listener));
          listeners.add(listener);
        } catch (Fault refused) {
          assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, refused.kind(), "seed " + seed);
        }
      }
      desk.step();
    }
    if (random.nextBoolean()) {
      desk.scheduler.abandon();
    }
    desk.stepToTheEnd();
    check(seed, desk, tickets, cancelled, listeners);
  }

  private static void check(
      long seed,
      Desk desk,
      List<Ticket> tickets,
      List<Ticket> cancelled,
      List<RecordingListener> listeners) {
    for (int row = 0; row < listeners.size(); row++) {
      var listener = listeners.get(row);
      var what = "seed " + seed + ", row " + row;
      assertEquals("", listener.broken(), what);
      assertTrue(listener.isGone(), what);
      assertTrue(listener.isEnded() || cancelled.contains(tickets.get(row)), what);
    }
    assertEquals(Map.of(), desk.scheduler.counts(), "seed " + seed);
    assertFalse(listeners.isEmpty());
  }
}
