package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.CostModel;
import java.util.List;

/**
 * One call of ONNX Runtime to be: rows of one stage that all have that many steps to give.
 *
 * @param attendedSteps steps of the input that a decoder looks back at, or 0
 * @param sinceNanos when its lane was through with the slice before, or was woken
 */
record Slice(
    Stage stage, CostModel cost, int steps, int attendedSteps, List<Row> rows, long sinceNanos) {
  Slice {
    rows = List.copyOf(rows);
  }

  ModelKey model() {
    return rows.get(0).model;
  }

  List<RowMemory> memories() {
    return rows.stream().flatMap(row -> row.rowExecution.memories().stream()).toList();
  }

  /** Of those, the ones that nobody waits for any more. */
  int cancelledMemories() {
    return rows.stream()
        .filter(row -> row.cancelled)
        .mapToInt(row -> row.rowExecution.memories().size())
        .sum();
  }

  /** The same for one of its rows alone. */
  Slice of(Row row) {
    return new Slice(stage, cost, steps, attendedSteps, List.of(row), sinceNanos);
  }

  /** By what it costs: see {@link CostModel}. */
  int extent() {
    return attendedSteps > 0 ? attendedSteps : steps;
  }
}
