package dev.unroll.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {
  /** Below zero, as the machine's clock may be. */
  private static final long OPEN = -1_000;

  private static final long SECOND = 1_000_000_000L;
  private static final long CLOSE = OPEN + 2 * SECOND;

  private final Tally tally = new Tally();

  @Test
  void warmUp_isNotCounted() {
    call(OPEN - 500, OPEN - 100, 4);
    tally.open(OPEN);
    tally.close(CLOSE);
    var measurement = tally.measurement();
    assertEquals(0, measurement.sent());
    assertEquals(0, measurement.latencies().getTotalCount());
    assertEquals(0, measurement.arrived().answers());
  }

  @Test
  void latencies_areOfWhatWasDue_ratesOfWhatCame() {
    boolean early = tally.sent(OPEN - 1, OPEN - 1);
    tally.open(OPEN);
    boolean inTime = tally.sent(OPEN + SECOND, OPEN + SECOND + 5_000);
    tally.ended(answer(early, OPEN - 1, OPEN + 10, 3));
    tally.close(CLOSE);
    boolean late = tally.sent(CLOSE + 1, CLOSE + 1);
    tally.ended(answer(inTime, OPEN + SECOND, CLOSE + SECOND, 5));
    tally.ended(answer(late, CLOSE + 1, CLOSE + 2, 7));
    assertFalse(early);
    assertTrue(inTime);
    assertFalse(late);
    var measurement = tally.measurement();
    assertEquals(1, measurement.sent());
    assertEquals(1, measurement.answered());
    assertEquals(2 * SECOND, (double) measurement.latencies().getMaxValue(), 2e6);
    assertEquals(5_000, (double) measurement.delays().getMaxValue(), 1_000);
    assertEquals(new Measurement.Arrived(1, 3, 2), measurement.arrived());
    assertEquals(2 * SECOND, measurement.durationNanos());
  }

  @Test
  void everyEnd_isCountedOnce() {
    tally.open(OPEN);
    call(OPEN, OPEN + 1_000_000, 1);
    end(Code.OK, "an answer without its end");
    end(Code.INTERNAL, "INTERNAL: the model failed");
    end(Code.INTERNAL, "INTERNAL: and again");
    end(Code.RESOURCE_EXHAUSTED, "RESOURCE_EXHAUSTED: full");
    tally.sent(OPEN, OPEN);
    tally.unsent(OPEN + 1);
    tally.close(CLOSE);
    tally.unsent(CLOSE + 1);
    var measurement = tally.measurement();
    assertEquals(6, measurement.sent());
    assertEquals(1, measurement.answered());
    assertEquals(1, measurement.wrong());
    assertEquals(1, measurement.unfinished());
    assertEquals(1, measurement.unsent());
    assertEquals(1, tally.underWay());
    assertEquals(1, measurement.latencies().getTotalCount());
    assertEquals(1, measurement.refusals().getTotalCount());
    assertEquals(
        Map.of(Code.OK, 2L, Code.INTERNAL, 2L, Code.RESOURCE_EXHAUSTED, 1L), measurement.codes());
    assertEquals("INTERNAL: the model failed", measurement.problems().get(Code.INTERNAL));
    assertEquals("an answer without its end", measurement.problems().get(Code.OK));
  }

  @Test
  void lengths_haveClassesOfPowersOfTwo() {
    tally.open(OPEN);
    for (int steps : new int[] {1, 16, 17, 31, 32, 0}) {
      call(OPEN, OPEN + 1_000_000L * steps, steps);
    }
    tally.close(CLOSE);
    var classes = tally.measurement().bySteps();
    assertEquals(List.of(1, 16, 32), classes.stream().map(StepClass::from).toList());
    assertEquals(List.of(1, 31, 63), classes.stream().map(StepClass::to).toList());
    assertEquals(3, classes.get(1).latencies().getTotalCount());
    assertEquals(31e6, (double) classes.get(1).latencies().getMaxValue(), 31e3);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,1", "3,1", "4,2", "1023,9", "1024,10", "2147483647,30"})
  void stepClass_isThePowerOfTwoBelow(int steps, int index) {
    assertEquals(index, StepClass.indexOf(steps));
  }

  @Test
  void pieces_areTimedFromTheCallAndFromEachOther() {
    tally.open(OPEN);
    tally.firstPiece(true, 3_000_000);
    tally.nextPiece(true, 1_000_000);
    tally.nextPiece(false, 9_000_000);
    tally.close(CLOSE);
    assertEquals(3e6, (double) tally.measurement().firstPieces().getMaxValue(), 3e3);
    assertEquals(1, tally.measurement().gaps().getTotalCount());
  }

  @Test
  void liveSteps_areCountedOneByOne_streamsByTheirEnd() {
    tally.streamOpened();
    tally.stepSent(OPEN - 1, OPEN - 1);
    tally.open(OPEN);
    tally.stepAnswered(OPEN - 1, OPEN + 2_000_000);
    tally.stepSent(OPEN + 1, OPEN + 1);
    tally.stepAnswered(OPEN + 1, OPEN + 5_000_001);
    tally.stepSent(OPEN + 2, OPEN + 2);
    tally.close(CLOSE);
    tally.streamEnded(Code.UNAVAILABLE, "UNAVAILABLE: draining");
    var measurement = tally.measurement();
    assertEquals(2, measurement.sent());
    assertEquals(1, measurement.answered());
    assertEquals(1, measurement.unfinished());
    assertEquals(new Measurement.Arrived(2, 2, 0), measurement.arrived());
    assertEquals(5e6, (double) measurement.latencies().getMaxValue(), 5e3);
    assertEquals(Map.of(Code.UNAVAILABLE, 1L), measurement.codes());
    assertEquals(0, tally.underWay());
  }

  @Test
  void timeline_hasASecondForEachThatPassed_alsoWithoutAnswers() {
    var timeline = new Timeline();
    timeline.answered(100, 4_000_000);
    timeline.answered(200, 6_000_000);
    timeline.answered(2 * SECOND + 1, 8_000_000);
    var seconds = timeline.upTo(2 * SECOND + SECOND / 4);
    assertEquals(List.of(2L, 0L, 1L), seconds.stream().map(Timeline.Second::answers).toList());
    assertEquals(6e6, (double) seconds.get(0).maxNanos(), 6e3);
    assertEquals(0, seconds.get(1).maxNanos());
    assertEquals(0.25, seconds.get(2).lengthSeconds());
  }

  @Test
  void recent_startsAnewEachTime() {
    call(OPEN, OPEN + 1, 1);
    end(Code.INTERNAL, "INTERNAL: no");
    var first = tally.takeRecent();
    assertEquals(1, first.answers());
    assertEquals(1, first.failures());
    assertEquals(0, tally.takeRecent().answers());
    assertEquals(1, first.answers());
  }

  private void call(long dueNanos, long endNanos, int steps) {
    tally.ended(answer(tally.sent(dueNanos, dueNanos), dueNanos, endNanos, steps));
  }

  private void end(Code code, @Nullable String problem) {
    boolean measured = tally.sent(OPEN, OPEN);
    tally.ended(new CallResult(measured, code, problem, OPEN, OPEN + 1_000, 1, 0));
  }

  private static CallResult answer(boolean measured, long dueNanos, long endNanos, int steps) {
    return new CallResult(measured, Code.OK, null, dueNanos, endNanos, steps, 2);
  }
}
