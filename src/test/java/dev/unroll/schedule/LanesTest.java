package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.core.Ticker;
import dev.unroll.runtime.GraphException;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.VerificationQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same laws with real threads. */
@Timeout(30)
class LanesTest {
  private static final ModelKey MODEL = new ModelKey("model", 1);

  private final Scheduler scheduler =
      new Scheduler(
          Ticker.system(), ScheduleMeter.NOOP, 3, AdmissionConfig.NONE, VerificationQueue.off());

  @Test
  void randomLife_losesNoRowAndNoStep() throws InterruptedException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var failures = new AtomicInteger();
    var stage =
        new ScriptedStage(
            "stage",
            0,
            (rows, steps) -> {
              if (rows.size() > 1 && failures.incrementAndGet() % 10 == 0) {
                throw new IllegalStateException("not together");
              }
            });
    var lanes = start(scheduler, 3);
    var rows = new ArrayList<ScriptedProgress>();
    var outputs = new ArrayList<Integer>();
    var listeners = new ArrayList<RecordingListener>();
    var left = new ArrayList<Boolean>();
    for (int row = 0; row < 3000; row++) {
      int steps = 1 + random.nextInt(4);
      outputs.add(random.nextInt(8));
      rows.add(ScriptedProgress.generating(stage, steps, stage, outputs.get(row)));
      listeners.add(new RecordingListener());
      var ticket =
          scheduler.submit(MODEL, rows.get(row), Priority.by(Long.MAX_VALUE), listeners.get(row));
      left.add(random.nextInt(10) == 0);
      if (left.get(row)) {
        ticket.cancel();
      }
      // Bursts and lulls: now and then everybody is let out before the next comes in.
      for (int held = random.nextInt(20) == 0 ? 1 : 0; held > 0; held = scheduler.counts().size()) {
        Thread.onSpinWait();
      }
    }
    lanes.stop(Duration.ofSeconds(20));
    for (int row = 0; row < rows.size(); row++) {
      var listener = listeners.get(row);
      var what = "seed " + seed + ", row " + row;
      assertEquals("", listener.broken(), what);
      assertTrue(listener.isGone(), what);
      if (!left.get(row)) {
        var answer = listener.answer();
        assertNotNull(answer, what);
        assertEquals(outputs.get(row), listener.tokens(), what);
        assertEquals(1 + outputs.get(row), answer.slices(), what);
      }
    }
    assertEquals(Map.of(), scheduler.counts());
  }

  @Test
  void stop_withoutGrace_failsWhatIsLeftAndWaitsForTheSliceThatRuns() throws InterruptedException {
    var running = new CountDownLatch(1);
    var waiting = new RecordingListener();
    var busy =
        new ScriptedStage(
            "busy",
            0,
            (rows, steps) -> {
              running.countDown();
              while (!waiting.isGone()) {
                Thread.onSpinWait();
              }
            });
    var lanes = start(scheduler, 1);
    var present = new RecordingListener();
    scheduler.submit(MODEL, ScriptedProgress.whole(busy, 5), Priority.by(Long.MAX_VALUE), present);
    assertTrue(running.await(10, TimeUnit.SECONDS));
    scheduler.submit(MODEL, ScriptedProgress.whole(busy, 6), Priority.by(Long.MAX_VALUE), waiting);
    lanes.stop(Duration.ZERO);
    assertNotNull(present.answer());
    assertEquals(Fault.Kind.UNAVAILABLE, waiting.faultKind());
  }

  @Test
  void stop_whileARunDoesNotReact_givesUpAndSaysSo() throws InterruptedException {
    var running = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    var deaf =
        new ScriptedStage(
            "deaf",
            0,
            (rows, steps) -> {
              running.countDown();
              awaitQuietly(over);
            });
    var lanes = start(scheduler, 1);
    var row = ScriptedProgress.whole(deaf, 5);
    scheduler.submit(MODEL, row, Priority.by(Long.MAX_VALUE), new RecordingListener());
    assertTrue(running.await(10, TimeUnit.SECONDS));
    assertFalse(lanes.stop(Duration.ZERO));
    over.countDown();
  }

  @Test
  void stop_whileARunReacts_endsItAndFailsItsRow() throws InterruptedException {
    var running = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var endless =
        new ScriptedStage(
            "endless",
            0,
            (rows, steps) -> {
              running.countDown();
              awaitQuietly(ended);
              throw GraphException.terminated("model.onnx", new Exception("told to"));
            });
    var lanes =
        Lanes.start(scheduler, 1, RunLimit.DEFAULT, thread -> ended.countDown(), problem -> {});
    var listener = new RecordingListener();
    var row = ScriptedProgress.whole(endless, 5);
    scheduler.submit(MODEL, row, Priority.by(Long.MAX_VALUE), listener);
    assertTrue(running.await(10, TimeUnit.SECONDS));
    assertTrue(lanes.stop(Duration.ZERO));
    assertEquals(Fault.Kind.UNAVAILABLE, listener.faultKind());
  }

  @Test
  void interruptedLane_goesOn() throws InterruptedException {
    var lanes = start(scheduler, 1);
    var stage = new ScriptedStage("whole");
    for (int round = 0; round < 3; round++) {
      threadsNamed("unroll-lane-0").forEach(Thread::interrupt);
      var listener = new RecordingListener();
      var row = ScriptedProgress.whole(stage, 5);
      scheduler.submit(MODEL, row, Priority.by(Long.MAX_VALUE), listener);
      while (!listener.isGone()) {
        Thread.onSpinWait();
      }
      assertNotNull(listener.answer());
    }
    assertEquals("", lanes.problem());
    assertTrue(lanes.stop(Duration.ZERO));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    boolean isOver = false;
    while (!isOver) {
      try {
        latch.await();
        isOver = true;
      } catch (InterruptedException e) {
        // As a native call, it cannot be interrupted.
      }
    }
  }

  @Test
  void problem_namesTheLaneThatDied_andNoneThatWasStopped() throws InterruptedException {
    var lanes = start(scheduler, 2);
    assertEquals("", lanes.problem());
    lanes.stop(Duration.ZERO);
    assertEquals("", lanes.problem());

    var other =
        new Scheduler(
            Ticker.system(), ScheduleMeter.NOOP, 1, AdmissionConfig.NONE, VerificationQueue.off());
    var dying = start(other, 1);
    other.close();
    for (var thread : threadsNamed("unroll-lane-0")) {
      thread.join();
    }
    assertEquals("unroll-lane-0 has died", dying.problem());
  }

  private static Lanes start(Scheduler scheduler, int count) {
    return Lanes.start(scheduler, count, RunLimit.DEFAULT, thread -> {}, problem -> {});
  }

  private static List<Thread> threadsNamed(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .toList();
  }
}
