package dev.unroll.plan.mutant;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.graph.Layout;

/**
 * The input of a graph of the zoo as it truly is, whatever a planner makes of it.
 *
 * @param vocabulary ids are below it; 0 for vectors
 * @param width values a step
 * @param fixedRows the only number of rows that the graph takes, or 0
 * @param fixedSteps the only number of steps that it takes, or 0
 */
record MutantInput(
    String name,
    boolean integer,
    Layout layout,
    long vocabulary,
    int width,
    int fixedRows,
    int fixedSteps) {
  static MutantInput of(AnswerPlan plan) {
    var input = plan.facts().input();
    int rows = Math.toIntExact(input.shape().get(input.batchAxis()));
    return new MutantInput(
        input.name(),
        input.integer(),
        new Layout(input.batchAxis(), input.timeAxis()),
        plan.facts().vocabularySize(),
        input.volume(),
        Math.max(0, rows),
        plan.facts().fixedSteps());
  }

  boolean rowsFirst() {
    return layout.batchAxis() < layout.timeAxis();
  }
}
