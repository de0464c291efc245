package dev.unroll.schedule.execution;

import dev.unroll.core.Fault;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.cost.PlanCosts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a row whose steps arrive over time. All steps that have arrived since the last window are
 * the next window. The steps of each slice are answered as soon as they are computed.
 */
final class LiveExecution implements RowExecution {
  private final LivePlan plan;
  private final PlanCosts costs;
  private final LiveFeed feed;
  private final Supplier<Optional<String>> finding;
  private final @Nullable LiveRecord record;
  private final RowMemory memory;

  /** The index of the next step to be answered, from 0 at the row's first step. */
  private long nextStep;

  /** Steps of the window that are answered. */
  private int answered;

  private boolean held;
  private boolean ended;

  /** Begins a row. {@code record} keeps the row to be run again; null if nothing does. */
  LiveExecution(Work.Live work, @Nullable LiveRecord record) {
    this(
        work.plan(),
        work.version().provenCosts(),
        work.feed(),
        work.states(),
        work.version()::finding,
        record);
  }

  /**
   * @param states the initial states, by the name of the state's input
   * @param finding why the plan was found wrong; empty while it is trusted
   */
  LiveExecution(
      LivePlan plan,
      PlanCosts costs,
      LiveFeed feed,
      Map<String, float[]> states,
      Supplier<Optional<String>> finding,
      @Nullable LiveRecord record) {
    this.plan = plan;
    this.costs = costs;
    this.feed = feed;
    this.finding = finding;
    this.record = record;
    this.memory = plan.begin(states);
  }

  @Override
  public Stage stage() {
    return plan.stage();
  }

  @Override
  public int steps() {
    return held ? 0 : memory.remaining();
  }

  @Override
  public boolean isSliced() {
    return plan.isSliced();
  }

  @Override
  public int attendedSteps() {
    return 0;
  }

  @Override
  public CostModel cost() {
    return costs.stage(0);
  }

  /** Returns the work of the current window; later input is not known yet. */
  @Override
  public double nanosLeft() {
    return steps() == 0 ? 0 : costs.nanosFrom(0, steps(), steps());
  }

  @Override
  public long bytes() {
    return plan.bytes(memory) + (record == null ? 0 : record.bytes());
  }

  @Override
  public List<RowMemory> memories() {
    return List.of(memory);
  }

  @Override
  public int outputSteps() {
    return 0;
  }

  @Override
  public void receive() {
    // Read once: steps() must not change between two calls of receive().
    held = feed.isHeld();
    if (finding.get().isPresent()) {
      plan.endWindow(memory);
      ended = true;
      return;
    }
    if (memory.remaining() > 0) {
      return;
    }
    answered = 0;
    var window = plan.isSliced() ? feed.take() : feed.takeFirst();
    if (window == null) {
      plan.endWindow(memory);
      ended = feed.isExhausted();
    } else {
      plan.give(memory, window);
      if (record != null) {
        record.took(window);
      }
    }
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  @Override
  public void moveOn(int steps) {
    memory.moveOn(steps);
  }

  @Override
  public boolean deliver(RowListener listener, RowTiming timing) {
    checkTrust();
    int done = memory.done();
    int count = done - answered;
    long first = nextStep;
    var outputs = plan.outputs(memory, answered, done);
    if (record != null) {
      record.answered(outputs);
    }
    answered = done;
    nextStep += count;
    listener.onSteps(first, count, outputs, () -> plan.latestOutputs(memory));
    return false;
  }

  @Override
  public void finish(RowListener listener, RowTiming timing) {
    checkTrust();
    var last = plan.lastOutputs(memory);
    if (record != null) {
      record.end(last);
    }
    listener.onOutputs(last, timing);
  }

  /**
   * Fails the row if its plan was found wrong: the steps that made its states are not kept, so it
   * cannot start again.
   */
  private void checkTrust() {
    finding
        .get()
        .ifPresent(why -> {
          throw Fault.aborted(
              "the model's plan was found wrong while this sequence was under way ("
                  + why
                  + "), so its hidden states may be wrong; send the whole sequence again: from"
                  + " now on the model runs each sequence alone, which is correct but slower");
        });
  }
}
