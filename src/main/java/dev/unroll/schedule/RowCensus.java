package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import java.util.HashMap;
import java.util.Map;

/** Counts the rows of each model by what they do. Guarded by the scheduler's lock. */
final class RowCensus {
  private final Map<ModelKey, RowCounts> counts = new HashMap<>();

  void move(ModelKey model, Row.State from, Row.State to) {
    var after = counts.getOrDefault(model, RowCounts.NONE).plus(from, -1).plus(to, 1);
    if (after.equals(RowCounts.NONE)) {
      counts.remove(model);
    } else {
      counts.put(model, after);
    }
  }

  /** Models without any row are not in it. */
  Map<ModelKey, RowCounts> counts() {
    return Map.copyOf(counts);
  }
}
