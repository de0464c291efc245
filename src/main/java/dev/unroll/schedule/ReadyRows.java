package dev.unroll.schedule;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows that wait, in order of urgency: all of them, and grouped by what they can share a slice
 * with. Both orders are kept, so that finding the next slice costs the same with ten rows and with
 * ten thousand. Guarded by the scheduler's lock.
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

  /** The most urgent row, or null where none waits. */
  @Nullable Row first() {
    return all.isEmpty() ? null : all.first();
  }

  /** How many rows of a group wait. */
  int count(SliceKey key) {
    var group = groups.get(key);
    return group == null ? 0 : group.size();
  }

  /** Takes the most urgent rows of a group out. */
  List<Row> take(SliceKey key, int count) {
    var group = groups.get(key);
    var taken = group == null ? List.<Row>of() : group.stream().limit(count).toList();
    taken.forEach(this::remove);
    return taken;
  }

  /** All of them, the most urgent first. */
  Collection<Row> all() {
    return Collections.unmodifiableSet(all);
  }
}
