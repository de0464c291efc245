package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The waiting rows whose next run is long, by model. Models get equal lane time, however long their
 * runs are: this is start-time fair queueing (Goyal, SIGCOMM 1996). {@link FairShare} delays a
 * model's turns by at most a second, which says nothing about runs that take seconds.
 *
 * <p>Guarded by the scheduler's lock.
 */
final class LongRows {
  private final Map<ModelKey, NavigableSet<Row>> waiting = new HashMap<>();

  /** The lane time after each model's last run, on the clock of {@link #virtualNanos}. */
  private final Map<ModelKey, Double> tags = new HashMap<>();

  /** The start of the last long run on a clock that counts lane time. */
  private double virtualNanos;

  void add(Row row) {
    var rows = waiting.get(row.model);
    if (rows == null) {
      rows = new TreeSet<>();
      waiting.put(row.model, rows);
      tags.merge(row.model, virtualNanos, Math::max);
    }
    rows.add(row);
  }

  void remove(Row row) {
    waiting.computeIfPresent(
        row.model,
        (model, rows) -> {
          rows.remove(row);
          return rows.isEmpty() ? null : rows;
        });
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Returns the rows of the model whose turn it is, the most urgent first. */
  Collection<Row> next() {
    return waiting.entrySet().stream()
        .min(
            Comparator.comparingDouble(
                    (Map.Entry<ModelKey, NavigableSet<Row>> model) -> tag(model.getKey()))
                .thenComparing(model -> model.getValue().first()))
        .<Collection<Row>>map(Map.Entry::getValue)
        .orElse(List.of());
  }

  /** Records that a run of that predicted time begins. */
  void began(ModelKey model, double nanos) {
    virtualNanos = Math.max(virtualNanos, tag(model));
    tags.put(model, tag(model) + nanos);
    // A model that is owed nothing, and owes nothing, needs no entry.
    tags.entrySet()
        .removeIf(
            entry -> entry.getValue() <= virtualNanos && !waiting.containsKey(entry.getKey()));
  }

  private double tag(ModelKey model) {
    return tags.getOrDefault(model, virtualNanos);
  }

  /** Returns all rows. */
  List<Row> all() {
    var rows = new ArrayList<Row>();
    waiting.values().forEach(rows::addAll);
    return rows;
  }
}
