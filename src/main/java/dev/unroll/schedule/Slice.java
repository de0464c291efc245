package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import dev.unroll.plan.RowMemory;
import dev.unroll.plan.Stage;
import java.util.List;

/** One call of ONNX Runtime to be: rows of one stage that all have that many steps to give. */
record Slice(Stage stage, int steps, List<Row> rows) {
  Slice {
    rows = List.copyOf(rows);
  }

  ModelKey model() {
    return rows.get(0).model;
  }

  List<RowMemory> memories() {
    return rows.stream().flatMap(row -> row.progress.memories().stream()).toList();
  }
}
