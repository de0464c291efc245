package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import java.util.HashMap;
import java.util.Map;

/** Counts each model's rows by state. Guarded by the scheduler's lock. */
final class RowCensus {
  private final Map<ModelKey, RowCounts> counts = new HashMap<>();
  private int busyModels;

  void move(ModelKey model, Row.State from, Row.State to) {
    var before = counts.getOrDefault(model, RowCounts.NONE);
    var after = before.plus(from, -1).plus(to, 1);
    busyModels += (after.isBusy() ? 1 : 0) - (before.isBusy() ? 1 : 0);
    if (after.equals(RowCounts.NONE)) {
      counts.remove(model);
    } else {
      counts.put(model, after);
    }
  }

  /** Whether the model has no rows. */
  boolean isWithout(ModelKey model) {
    return !counts.containsKey(model);
  }

  /** How many models have rows that wait or run. */
  int busyModels() {
    return busyModels;
  }

  /** Returns a copy of the counts; models that have no rows are left out. */
  Map<ModelKey, RowCounts> counts() {
    return Map.copyOf(counts);
  }
}
