package dev.unroll.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.ManualPace;
import dev.unroll.bench.measure.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long START_NANOS = -5_000;
  private static final int CALLS = 50_000;

  private final ManualPace pace = new ManualPace(START_NANOS);

  @Test
  void arrivals_haveTheirRateAndThePoissonSpread() {
    var arrivals = new Arrivals(0, 1_000, new SplittableRandom(1));
    var gaps = new double[CALLS];
    long before = 0;
    for (int call = 0; call < CALLS; call++) {
      long at = arrivals.nextNanos();
      gaps[call] = at - before;
      before = at;
    }
    double mean = before / (double) CALLS;
    double variance =
        IntStream.range(0, CALLS).mapToDouble(i -> Math.pow(gaps[i] - mean, 2)).sum() / CALLS;
    assertEquals(1e6, mean, 2e4);
    // Of an exponential gap the spread is the mean.
    assertEquals(1, Math.sqrt(variance) / mean, 0.03);
  }

  @Test
  void slowActions_doNotMoveTheMomentsThatFollow() {
    var onTime = moments(0);
    var behind = moments(10_000_000);
    assertEquals(onTime, behind);
  }

  private static List<Long> moments(long nanosPerAction) {
    var pace = new ManualPace(0);
    var due = new ArrayList<Long>();
    var arrivals = new Arrivals(0, 1_000, new SplittableRandom(3));
    var pacer =
        new Pacer(
            arrivals::nextNanos,
            moment -> {
              due.add(moment);
              assertTrue(pace.nanos() >= moment, "not before its moment");
              pace.advance(nanosPerAction);
            },
            pace);
    for (int call = 0; call < 200; call++) {
      pacer.next();
    }
    return due;
  }

  @Test
  void stop_whatIsDue_isDoneUntilItTakesTooLong() {
    var ticks = Ticks.of(0, 1_000);
    var tick = new int[] {-1};
    var done = new ArrayList<Long>();
    var missed = new ArrayList<Long>();
    var pacer =
        new Pacer(
            () -> ticks.nanosAt(++tick[0]),
            moment -> {
              done.add(moment);
              pace.advance(30_000_000);
            },
            pace);
    pacer.next();
    pacer.next();
    pacer.stop(missed::add);
    // After two it is 60 ms late; four more fit into the time to catch up, until it is over.
    assertEquals(List.of(0L, 1_000_000L, 2_000_000L, 3_000_000L, 4_000_000L, 5_000_000L), done);
    assertEquals(6_000_000L, missed.get(0));
    assertEquals(60_000_000L, missed.get(missed.size() - 1));
    assertEquals(55, missed.size());
  }

  @Test
  void stop_waitingThread_endsWithoutTheAction() throws InterruptedException {
    var waiting = new CountDownLatch(1);
    var done = new ArrayList<Long>();
    var system = LoadClock.system();
    var pacer =
        new Pacer(
            () -> {
              waiting.countDown();
              return system.nanos() + 3_600_000_000_000L;
            },
            done::add,
            system);
    pacer.start();
    waiting.await();
    pacer.stop(done::add);
    assertEquals(List.of(), done);
  }

  @Test
  void ticks_doNotDrift() {
    var ticks = Ticks.of(7, 3);
    assertEquals(7 + 1_000_000_000_000L, ticks.nanosAt(3_000));
  }
}
