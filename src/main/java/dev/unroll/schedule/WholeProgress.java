package dev.unroll.schedule;

import dev.unroll.core.Sequence;
import dev.unroll.plan.RowMemory;
import dev.unroll.plan.Stage;
import dev.unroll.plan.WholePlan;

/** One slice over the whole sequence. */
final class WholeProgress implements Progress {
  private final WholePlan plan;
  private final RowMemory memory;
  private final int steps;

  WholeProgress(WholePlan plan, Sequence input) {
    this.plan = plan;
    this.memory = plan.begin(input);
    this.steps = input.steps();
  }

  @Override
  public Stage stage() {
    return plan.stage();
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public int likeness() {
    return 0;
  }

  @Override
  public RowMemory memory() {
    return memory;
  }

  @Override
  public int outputSteps() {
    return 0;
  }

  @Override
  public boolean deliver(RowListener listener, RowTiming timing) {
    listener.onOutputs(plan.outputs(memory), timing);
    return true;
  }
}
