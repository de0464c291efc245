package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.plan.graph.Layout;
import dev.unroll.runtime.Port;
import java.util.List;
import java.util.Optional;

/** The possible layouts of an input, by its type and rank. */
final class LayoutHypotheses {
  private LayoutHypotheses() {}

  /**
   * Returns the layouts of the given order, or all, the usual one first.
   *
   * @param told the order that the model's owner configures, if any
   */
  static List<Layout> of(Port input, Optional<InputOrder> told) {
    return of(input).stream()
        .filter(layout -> InputOrder.of(layout).equals(told.orElse(InputOrder.of(layout))))
        .toList();
  }

  private static List<Layout> of(Port input) {
    int rank = input.rank();
    if (input.type().isInteger()) {
      return switch (rank) {
        case 1 -> List.of(new Layout(-1, 0), new Layout(0, -1));
        case 2 -> List.of(new Layout(0, 1), new Layout(1, 0));
        default -> List.of();
      };
    }
    return switch (rank) {
      case 0, 1 -> List.of();
      case 2 -> List.of(new Layout(0, -1), new Layout(-1, 0));
      case 3 -> List.of(new Layout(0, 1), new Layout(1, 0));
      default -> List.of(new Layout(0, -1));
    };
  }

  /** Returns the size that the graph requires; 0 for any. */
  static int fixedSize(Port input, int axis) {
    var dimension = input.dimensions().get(axis);
    return dimension.isFree() ? 0 : Math.toIntExact(dimension.size());
  }

  /** Returns the input's sizes, with 1 on the axes of rows and steps. */
  static long[] itemSizes(Port input, Layout layout) throws LoadException {
    var sizes = new long[input.rank()];
    for (int axis = 0; axis < sizes.length; axis++) {
      boolean item = axis != layout.batchAxis() && axis != layout.timeAxis();
      sizes[axis] = item ? input.dimensions().get(axis).size() : 1;
      if (sizes[axis] < 1) {
        throw new LoadException("the size of axis " + axis + " is not fixed by the graph");
      }
    }
    return sizes;
  }

  static String describe(Layout layout) {
    var rows = layout.batchAxis() < 0 ? "one row" : "rows on axis " + layout.batchAxis();
    return layout.timeAxis() < 0 ? rows : rows + ", steps on axis " + layout.timeAxis();
  }
}
