package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A live plan of a graph that takes its states in and gives them out. Each part of the input, such
 * as a frame of audio, is one run of the whole graph, and the states go from one run to the next.
 * Rows of many clients share a run where the graph's rows may.
 */
final class FramePlan implements LivePlan {
  private final AnswerPlan plan;
  private final Function<Map<String, float[]>, RowMemory> begin;
  private final BiConsumer<RowMemory, Sequence> give;

  /**
   * @param begin makes the memory of a row with these states
   * @param give puts a part of the input into a row's memory
   */
  FramePlan(
      AnswerPlan plan,
      Function<Map<String, float[]>, RowMemory> begin,
      BiConsumer<RowMemory, Sequence> give) {
    this.plan = plan;
    this.begin = begin;
    this.give = give;
  }

  @Override
  public Stage stage() {
    return plan.stages().get(0);
  }

  @Override
  public boolean isSliced() {
    return false;
  }

  @Override
  public RowMemory begin(Map<String, float[]> states) {
    var memory = begin.apply(states);
    memory.endWindow();
    return memory;
  }

  @Override
  public long bytes(RowMemory memory) {
    return plan.rowBytes(Math.max(1, memory.steps()));
  }

  @Override
  public void give(RowMemory memory, Sequence part) {
    give.accept(memory, part);
    memory.startWindow(part.steps());
  }

  /** Returns all outputs: each run gives them anew. */
  @Override
  public List<Output> outputs(RowMemory memory, int first, int last) {
    return plan.outputs(memory).stream().map(Output::copy).toList();
  }

  @Override
  public List<Output> lastOutputs(RowMemory memory) {
    return List.of();
  }

  @Override
  public List<Output> latestOutputs(RowMemory memory) {
    return plan.states(memory);
  }

  @Override
  public void endWindow(RowMemory memory) {
    memory.endWindow();
  }
}
