package dev.unroll.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the next slice together from the rows that wait: the most urgent row's group, of it a window
 * of the most urgent rows, of those the ones that {@link SliceChooser} takes. What it looks at does
 * not grow with what waits.
 */
final class SlicePicker {
  /** The window is so many times the largest slice, so that there are lengths to choose from. */
  private static final int WINDOW = 2;

  /** So many leave at once; the lock is not held for ten thousand. */
  private static final int MOST_EXPIRED = 256;

  private SlicePicker() {}

  /**
   * Takes no row out.
   *
   * @param sinceNanos when the lane was through with the slice before, or was woken
   * @param idleLanes that have nothing to do, besides the one that asks
   * @param expired gets rows whose deadline has passed, if such are the most urgent: then they must
   *     go first, and there is no slice
   * @return null where there is none
   */
  static @Nullable Slice pick(
      ReadyRows ready, int idleLanes, long sinceNanos, long nowNanos, List<Row> expired) {
    var first = first(ready, nowNanos, expired);
    if (first == null) {
      return null;
    }
    var key = first.key();
    var cost = first.rowExecution.cost();
    var window = window(ready, key, WINDOW * cost.mostRows(), nowNanos);
    int[] steps = window.stream().mapToInt(row -> row.rowExecution.steps()).toArray();
    int[] memories = window.stream().mapToInt(row -> row.rowExecution.memories().size()).toArray();
    var waiting = new SliceChooser.Waiting(steps, memories, key.isSliced(), key.attendedSteps());
    var choice = SliceChooser.choose(cost, waiting, key.stage().maxRows(), idleLanes);
    var rows = new ArrayList<Row>(choice.rows());
    for (int place = 0; rows.size() < choice.rows(); place++) {
      if (steps[place] >= choice.steps()) {
        rows.add(window.get(place));
      }
    }
    return new Slice(key.stage(), cost, choice.steps(), key.attendedSteps(), rows, sinceNanos);
  }

  private static @Nullable Row first(ReadyRows ready, long nowNanos, List<Row> expired) {
    for (var row : ready.all()) {
      if (!row.isExpired(nowNanos) || expired.size() == MOST_EXPIRED) {
        return expired.isEmpty() ? row : null;
      }
      expired.add(row);
    }
    return null;
  }

  /** Those of a group that are not expired; it begins with the most urgent of all. */
  private static List<Row> window(ReadyRows ready, SliceKey key, int size, long nowNanos) {
    var window = new ArrayList<Row>();
    for (var row : ready.group(key)) {
      if (!row.isExpired(nowNanos)) {
        window.add(row);
      }
      if (window.size() == size) {
        break;
      }
    }
    return window;
  }
}
