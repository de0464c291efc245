package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;

/** Takes rows through a plan without a scheduler. */
public final class PlanRunner {
  private PlanRunner() {}

  /** Each sequence alone. */
  public static List<Output> answer(Plan plan, Workspace workspace, Sequence sequence)
      throws GraphException {
    return together(plan, workspace, List.of(sequence), sequence.steps()).get(0);
  }

  /** All sequences at once, a few steps at a time where the plan can be sliced. */
  public static List<List<Output>> together(
      Plan plan, Workspace workspace, List<? extends Sequence> sequences, int stepsAtOnce)
      throws GraphException {
    var rows = new ArrayList<RowMemory>();
    sequences.forEach(sequence -> rows.add(plan.begin(sequence)));
    if (plan instanceof WholePlan whole) {
      whole.stages().get(0).advance(workspace, rows, sequences.get(0).steps());
      return rows.stream().map(whole::outputs).toList();
    }
    var sliced = (SlicedPlan) plan;
    for (var stage : sliced.stages()) {
      rows.forEach(RowMemory::startStage);
      var left = new ArrayList<>(rows);
      while (!left.isEmpty()) {
        int shortest = left.stream().mapToInt(RowMemory::remaining).min().orElseThrow();
        int steps = Math.min(shortest, stepsAtOnce);
        stage.advance(workspace, left, steps);
        left.forEach(row -> row.moveOn(steps));
        left.removeIf(row -> row.remaining() == 0);
      }
    }
    return rows.stream().map(sliced::outputs).toList();
  }
}
