package dev.unroll.inspect;

import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.Plan;
import dev.unroll.schedule.cost.CostModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cost of a slice of a stage, per step.
 *
 * @param rows the number of rows in the slice
 * @param steps the number of steps of each row
 * @param microsPerStep microseconds per step and row
 */
record StageCost(int rows, int steps, double microsPerStep) {
  private static final int FEW_ROWS = 8;
  private static final int SOME_STEPS = 32;

  /** Returns the costs of a single row and of a few rows, or as many as the stage allows. */
  static List<StageCost> of(Plan plan, int place, CostModel cost) {
    var facts = plan.facts();
    int input =
        !facts.input().timed()
            ? 1
            : facts.fixedSteps() > 0 ? facts.fixedSteps() : Math.max(SOME_STEPS, facts.minSteps());
    // A decoder, which is a generator's second stage, runs one step at a time.
    boolean decodes = plan instanceof GeneratorPlan && place > 0;
    boolean looksBack = plan instanceof GeneratorPlan generator && generator.remembersSteps();
    int steps = decodes ? 1 : input;
    int extent = decodes && !looksBack ? 1 : input;
    return IntStream.of(1, Math.min(FEW_ROWS, cost.mostRows()))
        .distinct()
        .mapToObj(
            rows -> new StageCost(rows, steps, cost.nanos(rows, extent) / 1000 / rows / steps))
        .toList();
  }
}
