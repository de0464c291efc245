package dev.unroll.plan.prove;

import dev.unroll.plan.Plan;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows with random input, for measuring the cost of a plan's stages. Later stages read zeros where
 * earlier ones have not run.
 *
 * <p>Not thread-safe.
 */
public final class RandomRows {
  private final Workspace workspace = new Workspace();
  private final List<RowMemory> rows = new ArrayList<>();
  private final int steps;

  /**
   * @param steps the number of steps of each row; a graph of fixed length uses its own
   */
  public RandomRows(Plan plan, int rowCount, int steps) {
    var facts = plan.facts();
    this.steps = facts.hasFreeLength() ? (facts.fixedSteps() > 0 ? facts.fixedSteps() : steps) : 1;
    if (facts.namesInputs()) {
      var tensors =
          new RandomTensors(facts.inputs(), Map.of(), RandomTensors.Integers.SMALL, List.of());
      for (int row = 0; row < rowCount; row++) {
        rows.add(plan.begin(tensors.row(this.steps)));
      }
      return;
    }
    var input = facts.input();
    var randomInputs = new RandomInputs(input.integer(), facts.vocabularySize(), input.volume());
    for (int row = 0; row < rowCount; row++) {
      rows.add(plan.begin(randomInputs.sequence(this.steps)));
    }
  }

  /** Returns the number of steps of each row in a slice. */
  public int steps() {
    return steps;
  }

  /** Runs one slice of all rows and all steps; the rows do not advance. */
  public void run(Stage stage) throws GraphException {
    run(stage, steps);
  }

  /** Runs one slice of all rows and their first steps; a decoder takes one step at a time. */
  public void run(Stage stage, int firstSteps) throws GraphException {
    stage.advance(workspace, rows, firstSteps);
  }
}
