package dev.unroll.schedule;

import dev.unroll.schedule.cost.CostModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forms the next slice from the waiting rows. It takes the most urgent row's group, looks at a
 * window of the group's most urgent rows, and takes those that {@link SliceSizer} chooses. Its
 * running time does not grow with the number of waiting rows.
 */
final class SlicePicker {
  /** The window is this many times the largest slice, so that there are lengths to choose from. */
  private static final int WINDOW = 2;

  /** The most expired rows that are returned at once, so that the lock is held only briefly. */
  private static final int MOST_EXPIRED = 256;

  private SlicePicker() {}

  /**
   * Returns the next slice; null if there is none. Does not remove rows from {@code ready}.
   *
   * @param takesLong whether the lane may take a long run
   * @param sinceNanos when the lane ended the slice before, or was woken
   * @param idleLanes idle lanes, without the calling one
   * @param expired gets rows whose deadline has passed, if they are the most urgent. Then there is
   *     no slice, and the caller must remove them first
   */
  static @Nullable Slice pick(
      ReadyRows ready,
      boolean takesLong,
      int idleLanes,
      long sinceNanos,
      long nowNanos,
      List<Row> expired) {
    var first = first(ready, takesLong, nowNanos, expired);
    var key = first == null ? null : first.key;
    if (first == null || key == null) {
      return null;
    }
    var cost = first.rowExecution.cost();
    var window = window(ready, key, WINDOW * cost.mostRows(), nowNanos);
    int[] steps = window.stream().mapToInt(row -> row.rowExecution.steps()).toArray();
    int[] memories = window.stream().mapToInt(row -> row.rowExecution.memories().size()).toArray();
    var waiting = new SliceSizer.Waiting(steps, memories, key.isSliced(), key.attendedSteps());
    var choice = SliceSizer.choose(cost, waiting, key.stage().maxRows(), idleLanes);
    var rows = new ArrayList<Row>(choice.rows());
    for (int place = 0; rows.size() < choice.rows(); place++) {
      if (steps[place] >= choice.steps()) {
        rows.add(window.get(place));
      }
    }
    return slice(key, cost, choice.steps(), rows, sinceNanos);
  }

  private static Slice slice(
      SliceKey key, CostModel cost, int steps, List<Row> rows, long sinceNanos) {
    int memories = rows.stream().mapToInt(row -> row.rowExecution.memories().size()).sum();
    int extent = key.attendedSteps() > 0 ? key.attendedSteps() : steps;
    double nanos = cost.nanos(memories, extent);
    return new Slice(key.stage(), cost, steps, key.attendedSteps(), rows, sinceNanos, nanos);
  }

  /** Returns the most urgent row that the lane may take. */
  private static @Nullable Row first(
      ReadyRows ready, boolean takesLong, long nowNanos, List<Row> expired) {
    var brief = first(ready.brief(), nowNanos, expired);
    var lasting = first(ready.longRows().next(), nowNanos, expired);
    if (!expired.isEmpty()) {
      return null;
    }
    boolean isLasting =
        takesLong && lasting != null && (brief == null || lasting.compareTo(brief) < 0);
    return isLasting ? lasting : brief;
  }

  private static @Nullable Row first(Collection<Row> rows, long nowNanos, List<Row> expired) {
    for (var row : rows) {
      if (!row.isExpired(nowNanos) || expired.size() == MOST_EXPIRED) {
        return row;
      }
      expired.add(row);
    }
    return null;
  }

  /** Returns the most urgent rows of a group that are not expired, at most {@code size}. */
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
