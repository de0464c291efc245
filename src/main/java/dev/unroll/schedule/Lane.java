package dev.unroll.schedule;

import dev.unroll.core.Fault;
import dev.unroll.plan.stage.Stage;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a lane: choose a slice, run it, deliver the answers. One thread calls {@link #run};
 * tests call {@link #step} instead.
 *
 * <p>If a slice of several rows fails before its results are written to its rows, each row is run
 * alone, so that only the row that causes the failure fails. If the slice fails later, some states
 * may have changed already, and running the same steps again would give another answer. Then all
 * rows of the slice fail.
 */
final class Lane implements Runnable {
  private static final System.Logger LOG = System.getLogger(Lane.class.getName());

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

  /**
   * Returns the next slice. Verifies answers while there is none, then waits. Returns null at the
   * end.
   */
  private @Nullable Slice next() throws InterruptedException {
    var slice = scheduler.poll();
    while (slice == null && verify()) {
      slice = scheduler.poll();
    }
    return slice == null ? scheduler.await() : slice;
  }

  /** Verifies one answer if no row is ready; returns whether it took one. */
  boolean verify() {
    return verifier.step();
  }

  /** Runs one slice if there is one; returns whether there was. */
  boolean step() throws InterruptedException {
    var slice = scheduler.poll();
    if (slice != null) {
      advance(slice);
    }
    return slice != null;
  }

  private void advance(Slice slice) {
    scheduler.complete(slice, runAndDeliver(slice));
  }

  /** Returns the rows that are done. */
  private Set<Row> runAndDeliver(Slice slice) {
    long start = scheduler.ticker().nanos();
    Stage.Computed computed;
    try {
      computed = slice.stage().compute(workspace, slice.memories(), slice.steps());
    } catch (GraphException | RuntimeException | Error e) {
      return slice.rows().size() > 1 ? isolate(slice) : failAll(slice, " failed: ", e);
    }
    try {
      computed.scatter();
      recordSlice(slice, start, scheduler.ticker().nanos() - start);
    } catch (RuntimeException | Error e) {
      return failAll(slice, " failed after its states had changed: ", e);
    }
    return deliver(slice);
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
    }
  }

  /** Delivers the results to the rows' listeners; returns the rows that are done. */
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
    int before = row.rowExecution.outputSteps();
    boolean done;
    try {
      done = row.rowExecution.deliver(row.listener, row.timing);
    } catch (Fault fault) {
      row.fail(fault);
      return true;
    } catch (RuntimeException | Error e) {
      row.fail(Fault.internal(row.model + ": the answer could not be delivered", e));
      return true;
    }
    if (row.rowExecution.outputSteps() > before) {
      meterStep(row, before);
    }
    return done;
  }

  /** Must not throw: the listener may already have the row's final answer. */
  private void meterStep(Row row, int before) {
    long now = scheduler.ticker().nanos();
    try {
      if (before == 0) {
        scheduler.meter().firstStep(row.model, now - row.arrivalNanos);
      } else {
        scheduler.meter().stepGap(row.model, now - row.lastStepNanos);
      }
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, row.model + ": a step of output could not be counted", e);
    }
    row.lastStepNanos = now;
  }

  private Set<Row> isolate(Slice slice) {
    var done = new HashSet<Row>();
    for (var row : slice.rows()) {
      if (!row.cancelled) {
        done.addAll(runAndDeliver(slice.of(row)));
      }
    }
    return done;
  }

  private static Set<Row> failAll(Slice slice, String how, Throwable failure) {
    var done = new HashSet<Row>();
    for (var row : slice.rows()) {
      if (!row.cancelled) {
        row.fail(fault(row, how, failure));
        done.add(row);
      }
    }
    return done;
  }

  private static Fault fault(Row row, String how, Throwable failure) {
    return failure instanceof GraphException graph && graph.isOfInput()
        ? Fault.invalid("input", String.valueOf(graph.getMessage()))
        : Fault.internal("model " + row.model + how + failure.getMessage(), failure);
  }
}
