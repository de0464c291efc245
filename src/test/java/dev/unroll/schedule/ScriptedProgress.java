package dev.unroll.schedule;

import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.execution.RowExecution;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A row that goes through the phases that a test gives it, and is done after the last. */
final class ScriptedProgress implements RowExecution {
  /**
   * One slice's worth.
   *
   * @param output whether it makes a step of output
   */
  record Phase(ScriptedStage stage, int steps, int likeness, boolean output) {}

  private final List<Phase> phases;
  private final RowMemory memory = new RowMemory(0);
  private int phase;
  private int outputSteps;

  ScriptedProgress(List<Phase> phases) {
    this.phases = List.copyOf(phases);
  }

  static ScriptedProgress whole(ScriptedStage stage, int steps) {
    return alike(stage, steps, 0);
  }

  static ScriptedProgress alike(ScriptedStage stage, int steps, int likeness) {
    return new ScriptedProgress(List.of(new Phase(stage, steps, likeness, false)));
  }

  static ScriptedProgress generating(
      ScriptedStage encoder, int steps, ScriptedStage decoder, int outputs) {
    var phases = new ArrayList<Phase>();
    phases.add(new Phase(encoder, steps, 0, false));
    phases.addAll(Collections.nCopies(outputs, new Phase(decoder, 1, 0, true)));
    return new ScriptedProgress(phases);
  }

  @Override
  public Stage stage() {
    return phases.get(phase).stage();
  }

  @Override
  public int steps() {
    return phases.get(phase).steps();
  }

  @Override
  public int attendedSteps() {
    return phases.get(phase).likeness();
  }

  RowMemory memory() {
    return memory;
  }

  @Override
  public List<RowMemory> memories() {
    return List.of(memory);
  }

  @Override
  public CostModel cost() {
    return phases.get(phase).stage().cost();
  }

  @Override
  public double nanosLeft() {
    return phases.subList(phase, phases.size()).stream()
        .mapToDouble(later -> later.stage().cost().nanosPerRow(later.steps()))
        .sum();
  }

  @Override
  public long bytes() {
    return phases.get(0).steps();
  }

  @Override
  public int outputSteps() {
    return outputSteps;
  }

  @Override
  public boolean deliver(RowListener listener, RowTiming timing) {
    if (phases.get(phase).output()) {
      listener.onToken(outputSteps, outputSteps, 0);
      outputSteps++;
    }
    if (phase == phases.size() - 1) {
      listener.onOutputs(List.of(), timing);
      return true;
    }
    phase++;
    return false;
  }
}
