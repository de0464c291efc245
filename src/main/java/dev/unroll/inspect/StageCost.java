package dev.unroll.inspect;

import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.Plan;
import dev.unroll.schedule.cost.CostModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a slice of a stage costs, spread over its steps.
 *
 * @param rows that shared the slice
 * @param steps that each of them gave
 * @param microsPerStep microseconds for one step of one row
 */
record StageCost(int rows, int steps, double microsPerStep) {
  private static final int FEW_ROWS = 8;
  private static final int SOME_STEPS = 32;

  /** Of a row alone, and of as many as the stage takes, up to a few. */
  static List<StageCost> of(Plan plan, int place, CostModel cost) {
    var facts = plan.facts();
    int input =
        !facts.input().timed()
            ? 1
            : facts.fixedSteps() > 0 ? facts.fixedSteps() : Math.max(SOME_STEPS, facts.minSteps());
    // A decoder, a generator's second stage, takes one step at a time.
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
