package dev.unroll.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rows that wait, grouped by what they can share a slice with, each group in order of urgency.
 * Guarded by the scheduler's lock.
 */
final class ReadyRows {
  private final Map<SliceKey, TreeSet<Row>> groups = new HashMap<>();

  void add(Row row) {
    groups.computeIfAbsent(row.key(), key -> new TreeSet<>()).add(row);
  }

  void remove(Row row) {
    var key = row.key();
    var group = groups.get(key);
    if (group != null) {
      group.remove(row);
      dropIfEmpty(key, group);
    }
  }

  /** What choosing looks at. */
  Collection<SliceChooser.Group> groups() {
    var seen = new ArrayList<SliceChooser.Group>(groups.size());
    groups.forEach((key, rows) -> seen.add(new SliceChooser.Group(key, rows.first(), rows.size())));
    return seen;
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** Takes the most urgent rows of a group out. */
  List<Row> take(SliceKey key, int count) {
    var taken = new ArrayList<Row>(count);
    var group = groups.get(key);
    if (group != null) {
      for (var row = group.pollFirst(); row != null; row = group.pollFirst()) {
        taken.add(row);
        if (taken.size() == count) {
          break;
        }
      }
      dropIfEmpty(key, group);
    }
    return taken;
  }

  /** Takes all rows out. */
  List<Row> takeAll() {
    var all = groups.values().stream().flatMap(TreeSet::stream).toList();
    groups.clear();
    return all;
  }

  private void dropIfEmpty(SliceKey key, Set<Row> group) {
    if (group.isEmpty()) {
      groups.remove(key);
    }
  }
}
