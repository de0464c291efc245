package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Axis.Part;
import dev.unroll.plan.independence.value.Places;
import dev.unroll.plan.independence.value.Places.Counted;
import dev.unroll.plan.independence.value.Places.Order;
import dev.unroll.plan.independence.value.Places.Undoing;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows rows that a graph sorts, as it does for packed sequences, and puts back. While they are
 * sorted, they are the rows of that order and may not be combined with rows in another order
 * ({@link Part#order}). Each row's data still depends on that row alone, wherever it stands.
 */
final class RowOrders {
  private RowOrders() {}

  /**
   * Handles TopK that sorts all rows by one number each, or that sorts an order, which inverts it.
   */
  static List<Value> sorted(Node node, List<Value> made) {
    var key = node.raw(0);
    var count = node.numbers(1);
    if (key == null
        || key.axes() == null
        || key.axes().size() != 1
        || !List.of(key.axes().get(0).size()).equals(count)
        || node.run().isInside()
        || made.size() < 2) {
      return made;
    }
    if (key.places() instanceof Order order) {
      boolean isUp = node.integer("largest", 1) == 0 && node.integer("sorted", 1) == 1;
      var rows = Value.constant(List.of(Axis.ROWS));
      return isUp && order.rest().axes() != null && order.rest().axes().size() == 1
          ? RowPlaces.with(made, 1, new Undoing(order.name(), rows))
          : made;
    }
    if (!key.axes().get(0).isRows() || key.places() != null) {
      return made;
    }
    var name = node.unique();
    var axes = List.of(Axis.ordered(Size.ROWS, name));
    var data = key.fill() == null ? node.input(0) : key;
    var keys = Value.of(axes, data.rowsObstacle(), data.steps(), node.label()).withFill(key.fill());
    return RowPlaces.with(List.of(keys, made.get(1)), 1, new Order(name, Value.constant(axes)));
  }

  /** Returns the inverse of an order that is written by scattering positions. */
  static @Nullable Places undoing(Node node) {
    var data = node.raw(0);
    boolean isWritten =
        node.integer("axis", 0) <= 0 && node.text("reduction", "none").equals("none");
    return isWritten
            && data != null
            && List.of(Size.ROWS).equals(sizes(data))
            && RowPlaces.places(node, 1) instanceof Order order
            && isList(order.rest())
            && RowPlaces.places(node, 2) instanceof Counted counted
            && counted.isPlaceAlone()
            && isList(counted.rest())
        ? new Undoing(order.name(), Value.constant(List.of(Axis.ROWS)))
        : null;
  }

  private static List<Size> sizes(Value value) {
    return value.axes() == null ? List.of() : value.axes().stream().map(Axis::size).toList();
  }

  private static boolean isList(Value value) {
    return value.axes() != null && value.axes().size() == 1;
  }

  /**
   * Picks rows by an order or by its inverse; null where they are not the rows of that order.
   *
   * @param axis the axis of rows
   * @param tail the number of axes of size 1 at the end of the indices
   */
  static @Nullable Value ordered(Node node, Value data, int axis, Places places, int tail) {
    var all = data.axes();
    if (all == null || axis >= all.size()) {
      return null;
    }
    var from = all.get(axis);
    Value rest;
    if (places instanceof Order order && from.isRows()) {
      rest = order.rest();
    } else if (places instanceof Undoing undoing
        && from.equals(Axis.ordered(Size.ROWS, undoing.name()))) {
      rest = undoing.rest();
    } else {
      return null;
    }
    var index = rest.axes();
    if (index == null || index.size() <= tail) {
      return null;
    }
    int end = index.size() - tail;
    if (!index.subList(end, index.size()).stream().allMatch(Axis::isOne)) {
      return null;
    }
    var axes = new ArrayList<>(all.subList(0, axis));
    axes.addAll(index.subList(0, end));
    axes.addAll(all.subList(axis + 1, all.size()));
    return Value.of(axes, data.rowsObstacle(), data.steps(), node.label()).withFill(data.fill());
  }

  /**
   * Picks one position of each row from an axis that joins rows and steps, as exporters of older
   * opsets write it. The position must be known to lie within the row: a length of 0 would pick a
   * step of the neighbouring row.
   */
  static @Nullable Value flat(Node node, Value data, int axis, Counted counted) {
    var all = data.axes();
    var index = counted.rest().axes();
    if (all == null || index == null || counted.rest().fill() == null) {
      return null;
    }
    var parts = all.get(axis).parts();
    var first = counted.rest().fill();
    boolean hasRowsLast =
        parts.size() == 2 && parts.get(1).kind() == Kind.ROWS && counted.times().is(1);
    var within =
        hasRowsLast ? first.over(parts.get(1).size()).orElse(null) : inner(parts, counted, first);
    if (within == null || parts.isEmpty()) {
      return null;
    }
    var rows = parts.get(hasRowsLast ? 1 : 0);
    var others = new ArrayList<>(parts);
    others.remove(rows);
    var other = new Axis(others);
    boolean isLast = within.equals(other.size().minus(Size.ONE));
    boolean isWithin =
        isLast
            || within.is(0)
            || (within.isKnown()
                && other.size().isKnown()
                && within.factor() > 0
                && within.factor() < other.size().factor());
    if (rows.kind() != Kind.ROWS || !isWithin || !index.contains(new Axis(List.of(rows)))) {
      return null;
    }
    var axes = new ArrayList<>(all.subList(0, axis));
    axes.addAll(index);
    axes.addAll(all.subList(axis + 1, all.size()));
    return isLast && other.equals(Axis.STEPS)
        ? Selections.last(node, data, axes)
        : Products.over(node, data, List.of(other), axes);
  }

  /** Returns the position within a row where the rows are the outer part of the axis; else null. */
  private static @Nullable Size inner(List<Part> parts, Counted counted, Size first) {
    if (parts.isEmpty()) {
      return null;
    }
    var inner = new Axis(parts.subList(1, parts.size()));
    return counted.times().equals(inner.size()) ? first : null;
  }
}
