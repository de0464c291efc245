package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.unroll.schedule.execution.RowTiming;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTimingTest {
  private final Desk desk = new Desk();

  @Test
  void timing_saysWhereTheTimeWent() {
    var stage = takes("whole", 0, 30);
    var listener = desk.submit(ScriptedProgress.whole(stage, 5));
    desk.ticker.advanceMillis(10);
    desk.step();
    assertEquals(new RowTiming(10_000_000, 30_000_000, 5, 1), listener.answer());
  }

  @Test
  void queueAndCompute_addUpToTheRowsWholeLife() {
    var encoder = takes("encode", 0, 7);
    var decoder = takes("decode", 0, 3);
    var start = desk.ticker.nanos();
    var listener = desk.submit(ScriptedProgress.generating(encoder, 5, decoder, 4));
    while (!listener.isEnded()) {
      desk.ticker.advanceMillis(2);
      desk.step();
    }
    var timing = listener.answer();
    assertNotNull(timing);
    assertEquals(desk.ticker.nanos() - start, timing.queueNanos() + timing.computeNanos());
    assertEquals(5 + 4, timing.steps());
    assertEquals(5, timing.slices());
  }

  @Test
  void meter_isToldOfSlicesWaitsAndFiller() {
    var fixed = takes("whole", 8, 30);
    desk.submit(ScriptedProgress.whole(fixed, 5));
    desk.ticker.advanceMillis(10);
    desk.submit(ScriptedProgress.whole(fixed, 5));
    desk.step();
    assertEquals(List.of("whole 2x5 +6 in 30", "queued 10", "queued 0"), desk.meter.lines());
  }

  @Test
  void meter_isToldOfTheFirstStepSinceArrivalAndOfTheGapsAfter() {
    var encoder = takes("encode", 0, 7);
    var decoder = takes("decode", 0, 3);
    desk.submit(ScriptedProgress.generating(encoder, 5, decoder, 3));
    desk.ticker.advanceMillis(10);
    desk.stepToTheEnd();
    assertEquals(
        List.of("first 20", "gap 3", "gap 3"),
        desk.meter.lines().stream()
            .filter(line -> line.startsWith("first") || line.startsWith("gap"))
            .toList());
  }

  private ScriptedStage takes(String name, int fixedRows, long millis) {
    return new ScriptedStage(name, fixedRows, (rows, steps) -> desk.ticker.advanceMillis(millis));
  }
}
