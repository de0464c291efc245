package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The loop: choose, run, deliver. One thread calls {@link #run}; tests call {@link #step}
 * themselves.
 *
 * <p>If a slice of several rows fails, each of its rows is run alone, so that the one that made it
 * fail harms no other.
 */
final class Lane implements Runnable {
  private final Scheduler scheduler;
  private final Workspace workspace = new Workspace();
  private final Verifier verifier;

  Lane(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.verifier = new Verifier(scheduler, workspace);
  }

  @Override
  public void run() {
    try {
      for (var slice = next(); slice != null; slice = next()) {
        advance(slice);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next slice; while there is none answers are checked, and then it waits. */
  private @Nullable Slice next() throws InterruptedException {
    var slice = scheduler.poll();
    while (slice == null && verify()) {
      slice = scheduler.poll();
    }
    return slice == null ? scheduler.await() : slice;
  }

  /** One answer, if nothing else is to do and there is one to check. */
  boolean verify() {
    return verifier.step();
  }

  /** One turn, if there is work. */
  boolean step() throws InterruptedException {
    var slice = scheduler.poll();
    if (slice != null) {
      advance(slice);
    }
    return slice != null;
  }

  private void advance(Slice slice) {
    scheduler.giveBack(slice, runAndDeliver(slice));
  }

  /** Returns the rows that are done. */
  private Set<Row> runAndDeliver(Slice slice) {
    try {
      compute(slice);
    } catch (GraphException | RuntimeException | Error e) {
      return isolate(slice, e);
    }
    return deliver(slice);
  }

  private void compute(Slice slice) throws GraphException {
    var memories = slice.memories();
    long start = scheduler.ticker().nanos();
    slice.stage().advance(workspace, memories, slice.steps());
    long nanos = scheduler.ticker().nanos() - start;
    var meter = scheduler.meter();
    int rows = memories.size();
    int filler = slice.stage().computedRows(rows) - rows;
    int lost = slice.cancelledMemories();
    meter.sliceRan(slice.model(), slice.stage().name(), rows, filler, lost, slice.steps(), nanos);
    double predicted = scheduler.costs().learn(slice.cost(), rows, slice.extent(), nanos);
    meter.slicePredicted(slice.model(), slice.stage().name(), predicted / Math.max(1, nanos));
    for (var row : slice.rows()) {
      long queued = start - row.readySinceNanos;
      meter.queued(row.model, queued);
      int counted = row.progress.countsSteps() ? slice.steps() : 0;
      row.timing = row.timing.plus(queued, nanos, counted);
      row.progress.moveOn(slice.steps());
    }
  }

  /** Hands out what was computed; returns the rows that are done. */
  private Set<Row> deliver(Slice slice) {
    var done = new HashSet<Row>();
    for (var row : slice.rows()) {
      if (!row.cancelled && deliver(row)) {
        done.add(row);
      }
    }
    return done;
  }

  private boolean deliver(Row row) {
    int before = row.progress.outputSteps();
    try {
      boolean done = row.progress.deliver(row.listener, row.timing);
      if (row.progress.outputSteps() > before) {
        meterStep(row, before);
      }
      return done;
    } catch (Fault fault) {
      row.fail(fault);
    } catch (RuntimeException | Error e) {
      row.fail(Fault.internal(row.model + ": the answer could not be delivered", e));
    }
    return true;
  }

  private void meterStep(Row row, int before) {
    long now = scheduler.ticker().nanos();
    if (before == 0) {
      scheduler.meter().firstStep(row.model, now - row.arrivalNanos);
    } else {
      scheduler.meter().stepGap(row.model, now - row.lastStepNanos);
    }
    row.lastStepNanos = now;
  }

  private Set<Row> isolate(Slice slice, Throwable failure) {
    var done = new HashSet<Row>();
    for (var row : slice.rows()) {
      if (slice.rows().size() > 1 && !row.cancelled) {
        done.addAll(runAndDeliver(slice.of(row)));
      } else if (!row.cancelled) {
        row.fail(
            Fault.internal("model " + row.model + " failed: " + failure.getMessage(), failure));
        done.add(row);
      }
    }
    return done;
  }
}
