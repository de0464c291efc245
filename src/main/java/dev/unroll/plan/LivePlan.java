package dev.unroll.plan;

import dev.unroll.core.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * A causal plan for steps that come over time. A row's memory then holds a window: the steps that
 * have come and are not answered yet, and what the graph made of them. What the row keeps from one
 * window to the next are its hidden states.
 */
public final class LivePlan {
  private final SlicedPlan plan;

  LivePlan(SlicedPlan plan) {
    this.plan = plan;
  }

  /** The only one; rows of any other work on the same model share its slices. */
  public Stage stage() {
    return plan.graphStages().get(0);
  }

  /** A new row's channels: no steps, and states that are zero. */
  public RowMemory begin() {
    var memory = new RowMemory(plan.channels().size());
    memory.endWindow();
    return memory;
  }

  /** These steps are the row's window now; it is through with those before. */
  public void give(RowMemory memory, Sequence steps) {
    memory.put(0, steps);
    memory.startStage();
  }

  /**
   * The outputs that have time, for some steps of the window; the arrays are the caller's.
   *
   * @param first the first step, from 0 at the window's start
   * @param last one past the last step; the row is through with it
   */
  public List<Output> outputs(RowMemory memory, int first, int last) {
    var outputs = new ArrayList<Output>();
    for (int place = 0; place < plan.outputChannels().size(); place++) {
      int number = plan.outputChannels().get(place);
      if (plan.channels().get(number).timed()) {
        outputs.add(output(memory, place).steps(first, last));
      }
    }
    if (last == memory.steps()) {
      // They are the caller's now: the next window has arrays of its own.
      dropOutputs(memory);
    }
    return outputs;
  }

  /** The outputs without time, as all steps so far have left them; there has been one at least. */
  public List<Output> lastOutputs(RowMemory memory) {
    var outputs = new ArrayList<Output>();
    for (int place = 0; place < plan.outputChannels().size(); place++) {
      if (!plan.channels().get(plan.outputChannels().get(place)).timed()) {
        outputs.add(output(memory, place));
      }
    }
    return outputs;
  }

  private Output output(RowMemory memory, int place) {
    int number = plan.outputChannels().get(place);
    return Output.of(
        plan.facts().outputs().get(place), plan.channels().get(number), memory, number);
  }

  /** The window is over, and there is no next one yet: only what outlives it is kept. */
  public void endWindow(RowMemory memory) {
    memory.endWindow();
    memory.drop(0);
    dropOutputs(memory);
  }

  private void dropOutputs(RowMemory memory) {
    for (int number : plan.outputChannels()) {
      if (plan.channels().get(number).timed()) {
        memory.drop(number);
      }
    }
  }
}
