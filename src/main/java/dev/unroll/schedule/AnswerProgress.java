package dev.unroll.schedule;

import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.Output;
import dev.unroll.plan.RowMemory;
import dev.unroll.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Through all stages, each of them over the whole sequence before the next: a cursor chasing a
 * length.
 */
final class AnswerProgress implements Progress {
  private final AnswerPlan plan;
  private final PlanCosts costs;
  private final RowMemory memory;
  private final int inputSteps;
  private final boolean wantsStates;
  private int stage;

  /**
   * @param states that the row begins with, by the state's input
   * @param wantsStates whether the row's last states are told after its outputs
   */
  AnswerProgress(
      AnswerPlan plan,
      PlanCosts costs,
      Sequence input,
      Map<String, float[]> states,
      boolean wantsStates) {
    this.plan = plan;
    this.costs = costs;
    this.inputSteps = input.steps();
    this.wantsStates = wantsStates;
    this.memory = plan.begin(input, states);
  }

  @Override
  public Stage stage() {
    return plan.stages().get(stage);
  }

  @Override
  public int steps() {
    return memory.remaining();
  }

  @Override
  public boolean isSliced() {
    return plan.isSliced();
  }

  @Override
  public int likeness() {
    return 0;
  }

  @Override
  public CostModel cost() {
    return costs.stage(stage);
  }

  @Override
  public double nanosLeft() {
    return costs.nanosFrom(stage, Math.max(1, memory.remaining()), inputSteps);
  }

  @Override
  public long bytes() {
    return plan.rowBytes(inputSteps);
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
  public boolean countsSteps() {
    return stage == 0;
  }

  @Override
  public void moveOn(int steps) {
    memory.moveOn(steps);
  }

  private List<Output> outputs() {
    if (!wantsStates) {
      return plan.outputs(memory);
    }
    var outputs = new ArrayList<>(plan.outputs(memory));
    outputs.addAll(plan.states(memory));
    return outputs;
  }

  @Override
  public boolean deliver(RowListener listener, RowTiming timing) {
    if (memory.remaining() > 0) {
      return false;
    }
    if (stage + 1 < plan.stages().size()) {
      stage++;
      memory.startStage();
      return false;
    }
    listener.onOutputs(outputs(), timing);
    return true;
  }
}
