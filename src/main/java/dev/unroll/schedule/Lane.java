package dev.unroll.schedule;

import dev.unroll.config.Durations;
import dev.unroll.core.Fault;
import dev.unroll.plan.stage.Stage;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import dev.unroll.schedule.LaneRun.Ending;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a lane: choose a slice, run it, deliver the answers. One thread calls {@link #run};
 * tests call {@link #step} instead. Nothing but the end of the scheduler ends the loop.
 *
 * <p>If a slice of several rows fails before its results are written to its rows, each row is run
 * alone, so that only the row that causes the failure fails. If the slice fails later, some states
 * may have changed already, and running the same steps again would give another answer. Then all
 * rows of the slice fail.
 */
final class Lane implements Runnable {
  private static final System.Logger LOG = System.getLogger(Lane.class.getName());

  private final Scheduler scheduler;
  private final RunLimit runLimit;
  private final Workspace workspace = new Workspace();
  private final LaneRun laneRun = new LaneRun();
  private final Verifier verifier;

  Lane(Scheduler scheduler, RunLimit runLimit) {
    this.scheduler = scheduler;
    this.runLimit = runLimit;
    this.verifier = new Verifier(scheduler, workspace, laneRun, runLimit);
  }

  /** Returns what the lane runs, for the {@link Watchdog}. */
  LaneRun laneRun() {
    return laneRun;
  }

  @Override
  public void run() {
    boolean isOpen = true;
    while (isOpen) {
      try {
        // An interrupt would make each later run fail.
        Thread.interrupted();
        var slice = next();
        isOpen = slice != null;
        if (slice != null) {
          advance(slice);
        }
      } catch (Throwable e) {
        // Also an interrupt: a lane that ended would leave its rows without an answer.
        LOG.log(Level.ERROR, "a lane failed and goes on", e);
      }
    }
  }

  /**
   * Returns the next slice. Verifies answers while there is none, then waits. Returns null at the
   * end.
   */
  private @Nullable Slice next() throws InterruptedException {
    var slice = scheduler.next(false);
    while (slice == null && verify()) {
      slice = scheduler.next(false);
    }
    return slice == null ? scheduler.next(true) : slice;
  }

  /** Verifies one answer if no row is ready; returns whether it took one. */
  boolean verify() {
    return verifier.step();
  }

  /** Runs one slice if there is one; returns whether there was. */
  boolean step() throws InterruptedException {
    var slice = scheduler.next(false);
    if (slice != null) {
      advance(slice);
    }
    return slice != null;
  }

  /** Runs a slice and gives its rows back to the scheduler, whatever fails. */
  private void advance(Slice slice) {
    var done = new HashSet<Row>();
    try {
      runAndDeliver(slice, done);
    } catch (Throwable e) {
      failRest(slice, done, " failed: ", e);
    } finally {
      scheduler.complete(slice, done);
    }
  }

  /**
   * Runs a slice. Adds the rows that are done to {@code done}.
   *
   * @return why the watchdog has ended the run; null if it has not
   */
  private @Nullable Ending runAndDeliver(Slice slice, Set<Row> done) {
    long start = scheduler.ticker().nanos();
    Stage.Computed computed;
    laneRun.begin(slice.model(), slice, slice.predictedNanos(), limitNanos(slice), start);
    try {
      computed = slice.stage().compute(workspace, slice.memories(), slice.steps());
    } catch (Throwable e) {
      return failed(slice, done, laneRun.end(), e);
    }
    laneRun.end();
    try {
      computed.scatter();
      recordSlice(slice, start, scheduler.ticker().nanos() - start);
    } catch (Throwable e) {
      failRest(slice, done, " failed after its states had changed: ", e);
      return null;
    }
    deliver(slice, done);
    return null;
  }

  private long limitNanos(Slice slice) {
    return slice.rows().get(0).isSuspect
        ? runLimit.nanosOfSuspect(slice.predictedNanos())
        : runLimit.nanos(slice.predictedNanos());
  }

  /** Handles a run that gave no results; its rows are unchanged. */
  private @Nullable Ending failed(
      Slice slice, Set<Row> done, @Nullable Ending ending, Throwable failure) {
    boolean isEnded = failure instanceof GraphException graph && graph.isTerminated();
    if (ending == null || !isEnded) {
      if (slice.rows().size() > 1) {
        isolate(slice, done);
      } else {
        failRest(slice, done, " failed: ", failure);
      }
      return null;
    }
    // Rows that have left, and all rows when the server stops, leave when they are given back.
    if (ending == Ending.OVERRAN && slice.rows().size() == 1) {
      fail(slice.rows().get(0), done, overran(slice));
    } else if (ending == Ending.OVERRAN) {
      suspect(slice.rows());
    }
    return ending;
  }

  /** Advances the rows and records the slice's time in the metrics and in the cost model. */
  private void recordSlice(Slice slice, long start, long nanos) {
    var meter = scheduler.meter();
    int rows = slice.memories().size();
    int filler = slice.stage().computedRows(rows) - rows;
    int lost = slice.cancelledMemories();
    meter.sliceRan(slice.model(), slice.stage().name(), rows, filler, lost, slice.steps(), nanos);
    double predicted = scheduler.costs().learn(slice.cost(), rows, slice.extent(), nanos);
    meter.slicePredicted(slice.model(), slice.stage().name(), predicted / Math.max(1, nanos));
    for (var row : slice.rows()) {
      long queued = start - row.readySinceNanos;
      meter.queued(row.model, queued);
      int counted = row.rowExecution.countsSteps() ? slice.steps() : 0;
      row.timing = row.timing.plus(queued, nanos, counted);
      row.rowExecution.moveOn(slice.steps());
      row.isSuspect = false;
    }
  }

  /** Delivers the results to the rows' listeners. */
  private void deliver(Slice slice, Set<Row> done) {
    for (var row : slice.rows()) {
      if (!row.cancelled && deliver(row)) {
        done.add(row);
      }
    }
  }

  private boolean deliver(Row row) {
    try {
      int before = row.rowExecution.outputSteps();
      boolean done = row.rowExecution.deliver(row.listener, row.timing);
      meterStep(row, before);
      return done;
    } catch (Fault fault) {
      row.fail(fault);
    } catch (Throwable e) {
      row.fail(Fault.internal(row.model + ": the answer could not be delivered", e));
    }
    return true;
  }

  /** Must not throw: the listener may already have the row's final answer. */
  private void meterStep(Row row, int before) {
    try {
      if (row.rowExecution.outputSteps() == before) {
        return;
      }
      long now = scheduler.ticker().nanos();
      long lastNanos = row.lastStepNanos;
      row.lastStepNanos = now;
      if (before == 0) {
        scheduler.meter().firstStep(row.model, now - row.arrivalNanos);
      } else {
        scheduler.meter().stepGap(row.model, now - lastNanos);
      }
    } catch (Throwable e) {
      LOG.log(Level.WARNING, row.model + ": a step of output could not be counted", e);
    }
  }

  /**
   * Runs each row alone. If the watchdog ends one of these runs, the rows after it wait for turns
   * of their own, so that the lane is not held for as many limits as there are rows.
   */
  private void isolate(Slice slice, Set<Row> done) {
    var rows = slice.rows();
    for (int place = 0; place < rows.size(); place++) {
      var row = rows.get(place);
      if (!row.cancelled && runAndDeliver(slice.of(row), done) != null) {
        suspect(rows.subList(place + 1, rows.size()));
        return;
      }
    }
  }

  private static void suspect(List<Row> rows) {
    rows.forEach(row -> row.isSuspect = true);
  }

  private static void failRest(Slice slice, Set<Row> done, String how, Throwable failure) {
    for (var row : slice.rows()) {
      if (!row.cancelled && !done.contains(row)) {
        fail(row, done, fault(row, how, failure));
      }
    }
  }

  private static void fail(Row row, Set<Row> done, Fault fault) {
    done.add(row);
    row.fail(fault);
  }

  private static Fault fault(Row row, String how, Throwable failure) {
    var message = "model " + row.model + how + failure.getMessage();
    if (failure instanceof GraphException graph && graph.isOfInput()) {
      return Fault.invalid("input", String.valueOf(graph.getMessage()));
    }
    if (failure instanceof GraphException graph && graph.isOfMemory()) {
      // The operator has to know, and a client's fault is not logged elsewhere.
      LOG.log(Level.WARNING, message);
      return Fault.limitReached(message);
    }
    return Fault.internal(message, failure);
  }

  private Fault overran(Slice slice) {
    return Fault.limitReached(
        "model %s: a run of this sequence was ended after %s seconds, since it was predicted to take %s; send a shorter sequence, or have max-run (%s) raised"
            .formatted(
                slice.model(),
                Watchdog.seconds((double) limitNanos(slice)),
                Watchdog.seconds(slice.predictedNanos()),
                Durations.write(runLimit.least())));
  }
}
