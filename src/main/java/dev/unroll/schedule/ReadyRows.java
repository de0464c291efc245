package dev.unroll.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The rows that wait for a slice, ordered by urgency: those whose next run is short, those whose
 * next run is long, and each group of rows that can share a slice. All orders are kept so that
 * finding the next slice takes the same time with ten rows and with ten thousand. Guarded by the
 * scheduler's lock.
 */
final class ReadyRows {
  private final TreeSet<Row> brief = new TreeSet<>();
  private final LongRows longRows = new LongRows();
  private final Map<SliceKey, TreeSet<Row>> groups = new HashMap<>();

  void add(Row row) {
    if (row.isLong) {
      longRows.add(row);
    } else {
      brief.add(row);
    }
    groups.computeIfAbsent(key(row), key -> new TreeSet<>()).add(row);
  }

  void remove(Row row) {
    if (row.isLong) {
      longRows.remove(row);
    } else {
      brief.remove(row);
    }
    groups.computeIfPresent(
        key(row),
        (key, group) -> {
          group.remove(row);
          return group.isEmpty() ? null : group;
        });
  }

  /** The key that a row had when it was added; its next one may differ. */
  private static SliceKey key(Row row) {
    return Objects.requireNonNull(row.key);
  }

  boolean isEmpty() {
    return brief.isEmpty() && longRows.isEmpty();
  }

  /** Returns a view of the rows of a group, the most urgent first. */
  Collection<Row> group(SliceKey key) {
    var group = groups.get(key);
    return group == null ? List.of() : Collections.unmodifiableSet(group);
  }

  /** Returns a view of the rows whose next run is short, the most urgent first. */
  Collection<Row> brief() {
    return Collections.unmodifiableSet(brief);
  }

  /** Returns the rows whose next run is long. */
  LongRows longRows() {
    return longRows;
  }

  /** Returns a copy of all rows. */
  List<Row> all() {
    var rows = new ArrayList<Row>(brief);
    rows.addAll(longRows.all());
    return rows;
  }
}
