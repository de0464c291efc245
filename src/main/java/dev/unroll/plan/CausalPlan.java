package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A live plan of one stage that runs forward in time. */
final class CausalPlan implements LivePlan {
  private final SlicedPlan plan;

  CausalPlan(SlicedPlan plan) {
    this.plan = plan;
  }

  @Override
  public Stage stage() {
    return plan.graphStages().get(0);
  }

  @Override
  public boolean isSliced() {
    return true;
  }

  @Override
  public RowMemory begin(Map<String, float[]> states) {
    var memory = plan.begin(states);
    memory.endWindow();
    return memory;
  }

  @Override
  public long bytes(RowMemory memory) {
    return plan.rowBytes(memory.steps());
  }

  @Override
  public void give(RowMemory memory, Sequence steps) {
    memory.put(0, steps);
    memory.startStage();
  }

  @Override
  public List<Output> outputs(RowMemory memory, int first, int last) {
    var outputs = new ArrayList<Output>();
    for (int place = 0; place < plan.outputChannels().size(); place++) {
      int number = plan.outputChannels().get(place);
      if (plan.channels().get(number).timed()) {
        outputs.add(output(memory, place).steps(first, last));
      }
    }
    if (last == memory.steps()) {
      // The caller owns these arrays now, so the next window gets its own.
      dropOutputs(memory);
    }
    return outputs;
  }

  @Override
  public List<Output> lastOutputs(RowMemory memory) {
    var outputs = new ArrayList<Output>();
    for (int place = 0; place < plan.outputChannels().size(); place++) {
      if (!plan.channels().get(plan.outputChannels().get(place)).timed()) {
        outputs.add(output(memory, place));
      }
    }
    return outputs;
  }

  @Override
  public List<Output> latestOutputs(RowMemory memory) {
    var outputs = new ArrayList<Output>();
    lastOutputs(memory).forEach(output -> outputs.add(output.copy()));
    outputs.addAll(plan.states(memory));
    return outputs;
  }

  private Output output(RowMemory memory, int place) {
    int number = plan.outputChannels().get(place);
    return Output.of(
        plan.facts().outputs().get(place), plan.channels().get(number), memory, number);
  }

  @Override
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
