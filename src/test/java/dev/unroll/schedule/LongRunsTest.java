package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.schedule.execution.VerificationQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Several lanes, of which one is kept from long runs. No thread runs: the test holds the slices.
 */
class LongRunsTest {
  private static final ModelKey LONG = new ModelKey("long", 1);
  private static final ModelKey OTHER = new ModelKey("other", 1);
  private static final ModelKey SHORT = new ModelKey("short", 1);

  /** 400,000 steps of 10 us are four seconds. */
  private static final int FOUR_SECONDS = 400_000;

  private final ManualTicker ticker = new ManualTicker();
  private final ScriptedStage stage = new ScriptedStage("whole");

  private Scheduler scheduler(int lanes) {
    return new Scheduler(
        ticker, new RecordingMeter(), lanes, AdmissionConfig.NONE, VerificationQueue.off());
  }

  private RecordingListener submit(Scheduler scheduler, ModelKey model, int steps) {
    var listener = new RecordingListener();
    var row = ScriptedProgress.whole(stage, steps);
    scheduler.submit(model, row, Priority.by(Long.MAX_VALUE), listener);
    ticker.advanceMillis(1);
    return listener;
  }

  private static @Nullable Slice next(Scheduler scheduler) {
    try {
      return scheduler.next(false);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Slice taken(Scheduler scheduler) {
    var slice = next(scheduler);
    assertNotNull(slice);
    return slice;
  }

  /** Ends a slice; its rows are done. */
  private static void complete(Scheduler scheduler, Slice slice) {
    scheduler.complete(slice, Set.copyOf(slice.rows()));
  }

  @Test
  void longRuns_leaveOneLaneFree() {
    var scheduler = scheduler(2);
    submit(scheduler, LONG, FOUR_SECONDS);
    submit(scheduler, LONG, FOUR_SECONDS);
    var first = taken(scheduler);
    assertNull(next(scheduler));
    submit(scheduler, SHORT, 5);
    var brief = taken(scheduler);
    assertEquals(SHORT, brief.model());
    complete(scheduler, brief);
    assertNull(next(scheduler));
    complete(scheduler, first);
    assertEquals(LONG, taken(scheduler).model());
  }

  @Test
  void onlyLane_takesLongRuns() {
    var scheduler = scheduler(1);
    submit(scheduler, LONG, FOUR_SECONDS);
    assertEquals(LONG, taken(scheduler).model());
  }

  @Test
  void fourLanes_takeThreeLongRuns() {
    var scheduler = scheduler(4);
    for (int row = 0; row < 4; row++) {
      submit(scheduler, LONG, FOUR_SECONDS);
    }
    for (int lane = 0; lane < 3; lane++) {
      assertEquals(LONG, taken(scheduler).model());
    }
    assertNull(next(scheduler));
  }

  @Test
  void runsOfTwentyMilliseconds_areNotLong() {
    var scheduler = scheduler(2);
    submit(scheduler, LONG, 1_900);
    submit(scheduler, LONG, 1_900);
    taken(scheduler);
    taken(scheduler);
  }

  @Test
  void longRowThatIsCancelledWhileItWaits_leavesAtOnce() {
    var scheduler = scheduler(2);
    submit(scheduler, LONG, FOUR_SECONDS);
    var listener = new RecordingListener();
    var row = ScriptedProgress.whole(stage, FOUR_SECONDS);
    var ticket = scheduler.submit(LONG, row, Priority.by(Long.MAX_VALUE), listener);
    taken(scheduler);
    ticket.cancel();
    assertTrue(listener.isGone());
    assertEquals(0, waiting(scheduler, LONG));
  }

  @Test
  void modelWhoseRunIsSlow_getsNoFurtherLane_untilItHasBeenGoodForAWhile() {
    var scheduler = scheduler(2);
    submit(scheduler, LONG, 5);
    var endless = taken(scheduler);
    submit(scheduler, LONG, 6);
    scheduler.isSlow(endless);
    assertNull(next(scheduler));
    submit(scheduler, SHORT, 5);
    complete(scheduler, taken(scheduler));
    complete(scheduler, endless);
    complete(scheduler, taken(scheduler));
    ticker.advanceMillis(LongRuns.SLOW_FOR_NANOS / 1_000_000 + 1);
    submit(scheduler, LONG, 5);
    submit(scheduler, LONG, 6);
    taken(scheduler);
    taken(scheduler);
  }

  @Test
  void longModels_getEqualLaneTime_howeverLongTheirRunsAre() {
    var scheduler = scheduler(2);
    for (int row = 0; row < 100; row++) {
      submit(scheduler, LONG, FOUR_SECONDS);
    }
    for (int row = 0; row < 400; row++) {
      submit(scheduler, OTHER, FOUR_SECONDS / 8);
    }
    var nanos = new HashMap<ModelKey, Double>();
    for (int run = 0; run < 90; run++) {
      var slice = taken(scheduler);
      nanos.merge(slice.model(), slice.predictedNanos(), Double::sum);
      ticker.advanceMillis((long) slice.predictedNanos() / 1_000_000);
      complete(scheduler, slice);
    }
    double ratio = nanos.getOrDefault(LONG, 0.0) / nanos.getOrDefault(OTHER, 0.0);
    assertTrue(ratio > 0.8 && ratio < 1.25, "ratio " + ratio);
  }

  /** A client that sends its next sequence when it has the answer is not worse off than a crowd. */
  @Test
  void clientOfOneSequenceAtATime_hasItsShareOfTheLane() {
    var scheduler = scheduler(2);
    for (int row = 0; row < 100; row++) {
      submit(scheduler, LONG, FOUR_SECONDS);
    }
    double own = 0;
    double crowd = 0;
    submit(scheduler, OTHER, FOUR_SECONDS / 8);
    for (int run = 0; run < 90; run++) {
      var slice = taken(scheduler);
      ticker.advanceMillis((long) slice.predictedNanos() / 1_000_000);
      complete(scheduler, slice);
      if (slice.model().equals(OTHER)) {
        own += slice.predictedNanos();
        submit(scheduler, OTHER, FOUR_SECONDS / 8);
      } else {
        crowd += slice.predictedNanos();
      }
    }
    assertTrue(own > 0.8 * crowd && own < 1.25 * crowd, own + " and " + crowd);
  }

  /** Four lanes on a clock that jumps to the next event: short rows find a lane when they come. */
  @Test
  void randomLoad_noShortRowWaitsForALongRun() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int lanes = 2; lanes <= 4; lanes++) {
      var scheduler = scheduler(lanes);
      var running = new ArrayList<Running>();
      var listeners = new ArrayList<RecordingListener>();
      for (int turn = 0; turn < 2_000; turn++) {
        if (random.nextInt(3) == 0) {
          listeners.add(submit(scheduler, LONG, FOUR_SECONDS / (1 + random.nextInt(8))));
        }
        if (random.nextInt(3) == 0 && waiting(scheduler, SHORT) == 0) {
          listeners.add(submit(scheduler, SHORT, 1 + random.nextInt(9)));
        }
        for (int free = lanes - running.size(); free > 0; free--) {
          var slice = next(scheduler);
          if (slice != null) {
            running.add(new Running(slice, ticker.nanos() + (long) slice.predictedNanos()));
          }
        }
        assertTrue(
            running.stream().filter(run -> run.slice().model().equals(LONG)).count() < lanes,
            "seed " + seed);
        endNext(scheduler, running);
      }
      while (!running.isEmpty() || !scheduler.counts().isEmpty()) {
        var slice = next(scheduler);
        if (slice != null) {
          running.add(new Running(slice, ticker.nanos()));
        }
        endNext(scheduler, running);
      }
      listeners.forEach(listener -> assertTrue(listener.isGone(), "seed " + seed));
      assertEquals(Map.of(), scheduler.counts());
    }
  }

  private record Running(Slice slice, long endNanos) {}

  private static int waiting(Scheduler scheduler, ModelKey model) {
    return scheduler.counts().getOrDefault(model, RowCounts.NONE).ready();
  }

  /** The clock goes on to the end of the slice that ends first. */
  private void endNext(Scheduler scheduler, List<Running> running) {
    running.stream()
        .min((one, two) -> Long.compare(one.endNanos(), two.endNanos()))
        .ifPresent(run -> {
          running.remove(run);
          ticker.advanceMillis(Math.max(0, run.endNanos() - ticker.nanos()) / 1_000_000);
          complete(scheduler, run.slice());
        });
  }
}
