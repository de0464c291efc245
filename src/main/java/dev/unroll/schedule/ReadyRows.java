package dev.unroll.schedule;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The rows that wait for a slice, ordered by urgency: all of them, and each group of rows that can
 * share a slice. Both orders are kept so that finding the next slice takes the same time with ten
 * rows and with ten thousand. Guarded by the scheduler's lock.
 */
final class ReadyRows {
  private final TreeSet<Row> all = new TreeSet<>();
  private final Map<SliceKey, TreeSet<Row>> groups = new HashMap<>();

  void add(Row row) {
    all.add(row);
    groups.computeIfAbsent(row.key(), key -> new TreeSet<>()).add(row);
  }

  void remove(Row row) {
    all.remove(row);
    groups.computeIfPresent(
        row.key(),
        (key, group) -> {
          group.remove(row);
          return group.isEmpty() ? null : group;
        });
  }

  /** Returns a view of the rows of a group, the most urgent first. */
  Collection<Row> group(SliceKey key) {
    var group = groups.get(key);
    return group == null ? List.of() : Collections.unmodifiableSet(group);
  }

  /** Returns a view of all rows, the most urgent first. */
  Collection<Row> all() {
    return Collections.unmodifiableSet(all);
  }
}
