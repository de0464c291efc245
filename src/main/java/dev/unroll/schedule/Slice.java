package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.CostModel;
import java.util.List;

/**
 * One planned call of ONNX Runtime: rows of one stage, each of which has at least {@code steps}
 * steps left.
 *
 * @param attendedSteps steps of the input that a decoder attends to, or 0
 * @param sinceNanos when its lane ended the slice before, or was woken
 * @param predictedNanos how long it is predicted to take
 */
record Slice(
    Stage stage,
    CostModel cost,
    int steps,
    int attendedSteps,
    List<Row> rows,
    long sinceNanos,
    double predictedNanos) {
  Slice {
    rows = List.copyOf(rows);
  }

  ModelKey model() {
    return rows.get(0).model;
  }

  List<RowMemory> memories() {
    return rows.stream().flatMap(row -> row.rowExecution.memories().stream()).toList();
  }

  /** Returns how many of the memories belong to cancelled rows. */
  int cancelledMemories() {
    return rows.stream()
        .filter(row -> row.cancelled)
        .mapToInt(row -> row.rowExecution.memories().size())
        .sum();
  }

  /** Returns a slice of the same steps for one of its rows. */
  Slice of(Row row) {
    // Nobody takes longer alone than in company.
    return new Slice(stage, cost, steps, attendedSteps, List.of(row), sinceNanos, predictedNanos);
  }

  /** Returns the steps that the {@link CostModel} counts. */
  int extent() {
    return attendedSteps > 0 ? attendedSteps : steps;
  }
}
