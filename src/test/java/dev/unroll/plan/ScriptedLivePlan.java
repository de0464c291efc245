package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.List;
import java.util.Map;

/** A live plan around any stage; it has no outputs, and channels only for the input. */
public final class ScriptedLivePlan implements LivePlan {
  private final Stage stage;

  public ScriptedLivePlan(Stage stage) {
    this.stage = stage;
  }

  @Override
  public Stage stage() {
    return stage;
  }

  @Override
  public boolean isSliced() {
    return true;
  }

  @Override
  public RowMemory begin(Map<String, float[]> states) {
    var memory = new RowMemory(1);
    memory.endWindow();
    return memory;
  }

  @Override
  public long bytes(RowMemory memory) {
    return 8L * memory.steps();
  }

  @Override
  public void give(RowMemory memory, Sequence steps) {
    memory.put(0, steps);
    memory.startStage();
  }

  /** The ids of a row's window; none while it has no window. */
  public static List<Long> window(RowMemory memory) {
    var ids = memory.longs(0);
    return ids == null ? List.of() : java.util.Arrays.stream(ids).boxed().toList();
  }

  @Override
  public List<Output> outputs(RowMemory memory, int first, int last) {
    return List.of();
  }

  @Override
  public List<Output> lastOutputs(RowMemory memory) {
    return List.of();
  }

  @Override
  public List<Output> latestOutputs(RowMemory memory) {
    return List.of();
  }

  @Override
  public void endWindow(RowMemory memory) {
    memory.endWindow();
    memory.drop(0);
  }
}
