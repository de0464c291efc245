package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Elements;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rules for operators that move elements and do not change them. */
public final class Rearrangements {
  private Rearrangements() {}

  public static List<Value> transpose(Node node) {
    var value = node.raw(0);
    if (value == null || value.axes() == null) {
      return List.of(node.input(0));
    }
    var axes = value.axes();
    var order = node.integers("perm");
    var turned = new ArrayList<Axis>();
    var places = new ArrayList<Integer>();
    for (int place = 0; place < axes.size(); place++) {
      int from = order.isEmpty() ? axes.size() - 1 - place : order.get(place).intValue();
      places.add(from);
      turned.add(axes.get(from));
    }
    return List.of(moved(node, value, turned, Elements.transposed(value, places)));
  }

  /**
   * Returns the same elements on other axes.
   *
   * @param numbers the elements, where they are still known; else null
   */
  private static Value moved(
      Node node, Value value, List<Axis> axes, @Nullable List<Size> numbers) {
    var source = numbers == null && value.fill() == null ? value.asData(node.label()) : value;
    return Value.of(axes, source.rowsObstacle(), source.steps(), node.label())
        .withFill(value.fill())
        .withNumbers(numbers);
  }

  public static List<Value> unsqueeze(Node node) {
    var value = node.raw(0);
    var places = node.numbersOr("axes", 1, null);
    if (value == null
        || value.axes() == null
        || places == null
        || !places.stream().allMatch(Size::isKnown)) {
      return node.unknown(node.label() + " adds axes that are only known at run time");
    }
    int rank = value.axes().size() + places.size();
    var added = new HashSet<Integer>();
    places.forEach(place -> added.add(Node.axis(place.factor(), rank)));
    var axes = new ArrayList<Axis>();
    int next = 0;
    for (int place = 0; place < rank; place++) {
      axes.add(added.contains(place) ? Axis.ONE : value.axes().get(next++));
    }
    return List.of(moved(node, value, axes, value.numbers()));
  }

  public static List<Value> squeeze(Node node) {
    var value = node.raw(0);
    if (value == null || value.axes() == null) {
      return node.unknown(node.label() + " removes axes of a tensor whose shape is unknown");
    }
    var places = node.numbersOr("axes", 1, List.of());
    if (places == null || !places.stream().allMatch(Size::isKnown)) {
      return node.unknown(node.label() + " removes axes that are only known at run time");
    }
    var removed = new HashSet<Integer>();
    int rank = value.axes().size();
    places.forEach(place -> removed.add(Node.axis(place.factor(), rank)));
    if (places.isEmpty()) {
      for (int place = 0; place < rank; place++) {
        var axis = value.axes().get(place);
        if (axis.isOne()) {
          removed.add(place);
        } else if (!axis.size().isKnown()) {
          return node.unknown(
              node.label()
                  + " removes every axis of size 1, including that of rows where there is one row");
        }
      }
    }
    var kept =
        IntStream.range(0, rank)
            .filter(place -> !removed.contains(place))
            .mapToObj(value.axes()::get)
            .toList();
    var made = moved(node, value, kept, value.numbers());
    boolean removesRows =
        removed.stream().anyMatch(place -> value.axes().get(place).has(Kind.ROWS));
    return List.of(
        removesRows && made.rowsObstacle() == null
            ? made.withRowsObstacle(node.label() + " removes the axis of rows")
            : made);
  }

  public static List<Value> reshape(Node node) {
    var value = node.raw(0);
    var shape = node.numbers(1);
    if (value == null || value.axes() == null || shape == null) {
      return node.unknown(node.label() + " makes a shape that is only known at run time");
    }
    var sizes = sizes(value.axes(), shape, node.integer("allowzero", 0) == 1);
    var axes = sizes == null ? null : Regrouping.of(value.axes(), sizes).orElse(null);
    if (axes == null && value.fill() != null && sizes != null) {
      axes = sizes.stream().map(Axis::uniform).toList();
    }
    if (axes == null) {
      return List.of(Regrouping.withinRows(node, value, shape));
    }
    return List.of(moved(node, value, axes, value.numbers()));
  }

  /**
   * Returns the sizes with 0 (as in the input) and -1 (the rest) filled in; null where that fails.
   */
  private static @Nullable List<Size> sizes(List<Axis> axes, List<Size> shape, boolean allowsZero) {
    var sizes = new ArrayList<Size>();
    int open = -1;
    for (int place = 0; place < shape.size(); place++) {
      var size = shape.get(place);
      if (size.is(0) && !allowsZero) {
        if (place >= axes.size()) {
          return null;
        }
        size = axes.get(place).size();
      } else if (size.is(-1)) {
        open = place;
        size = Size.ONE;
      }
      sizes.add(size);
    }
    if (open >= 0) {
      var all = Size.product(axes.stream().map(Axis::size).toList());
      var left = all.over(Size.product(sizes));
      if (left.isEmpty()) {
        return null;
      }
      sizes.set(open, left.get());
    }
    return sizes;
  }

  public static List<Value> flatten(Node node) {
    var value = node.raw(0);
    if (value == null || value.axes() == null) {
      return List.of(node.input(0));
    }
    long given = node.integer("axis", 1);
    int rank = value.axes().size();
    int axis = (int) (given < 0 ? given + rank : given);
    var axes =
        List.of(
            Axis.joined(value.axes().subList(0, axis).stream()),
            Axis.joined(value.axes().subList(axis, rank).stream()));
    return List.of(moved(node, value, axes, null));
  }

  public static List<Value> concat(Node node) {
    var raw = new ArrayList<Value>();
    for (int place = 0; place < node.inputs().size(); place++) {
      var value = node.raw(place);
      raw.add(value == null ? node.input(place) : value);
    }
    var numbers = concatenatedNumbers(raw);
    var values = numbers == null ? node.given() : raw;
    var first = values.get(0).axes();
    int rank = first == null ? 0 : first.size();
    int axis = Node.axis(node.integer("axis", 0), rank);
    var joined = axis < 0 ? null : joinedAxes(values, axis, rank);
    if (joined == null) {
      return node.unknown(node.label() + " joins tensors whose shapes are unknown or do not match");
    }
    var rows = Node.rowsObstacle(values);
    var steps =
        values.stream()
            .map(Value::steps)
            .reduce((one, other) -> one.beside(other, node.mixing()))
            .orElse(Steps.CONSTANT);
    boolean grows = values.size() > 1;
    if (rows == null && grows && values.stream().anyMatch(one -> has(one, axis, Kind.ROWS))) {
      rows = node.label() + " joins tensors along the axis of rows";
    }
    if (!steps.is(Steps.Kind.MIXED)
        && grows
        && values.stream().anyMatch(one -> has(one, axis, Kind.STEPS))) {
      steps = Steps.mixed(node.label() + " joins tensors along the axis of steps");
    }
    var fill = values.get(0).fill();
    boolean isFilled = fill != null && values.stream().allMatch(value -> fill.equals(value.fill()));
    return List.of(
        Value.of(joined, rows, steps, node.label())
            .withFill(isFilled ? fill : null)
            .withNumbers(numbers));
  }

  private static boolean has(Value value, int axis, Kind kind) {
    return value.axes() != null && value.axes().get(axis).has(kind);
  }

  private static @Nullable List<Size> concatenatedNumbers(List<Value> values) {
    var numbers = new ArrayList<Size>();
    for (var value : values) {
      if (value.numbers() == null || value.axes() == null || value.axes().size() != 1) {
        return null;
      }
      numbers.addAll(value.numbers());
    }
    return numbers;
  }

  private static @Nullable List<Axis> joinedAxes(List<Value> values, int axis, int rank) {
    var total = Size.of(0);
    var axes = new ArrayList<Axis>();
    for (var value : values) {
      var own = value.axes();
      if (own == null || own.size() != rank) {
        return null;
      }
      total = total.plus(own.get(axis).size());
      for (int place = 0; place < rank; place++) {
        if (axes.size() <= place) {
          axes.add(own.get(place));
        } else if (place != axis && !axes.get(place).equals(own.get(place))) {
          return null;
        }
      }
    }
    if (values.size() > 1) {
      axes.set(axis, Axis.plain(total));
    }
    return axes;
  }

  public static List<Value> split(Node node) {
    var raw = node.raw(0);
    int count = node.proto().getOutputCount();
    if (raw == null || raw.axes() == null) {
      return node.unknown(node.label() + " splits a tensor whose shape is unknown");
    }
    int axis = Node.axis(node.integer("axis", 0), raw.axes().size());
    if (axis < 0) {
      return node.unknown(node.label() + " splits an axis that does not exist");
    }
    var sizes = node.numbersOr("split", 1, null);
    if (node.has(1) && sizes == null) {
      return node.unknown(node.label() + " splits at positions that are only known at run time");
    }
    var whole = raw.axes().get(axis);
    var known = sizes != null && sizes.size() == count ? sizes : equal(node, whole.size(), count);
    var outputs = new ArrayList<Value>();
    var first = Size.of(0);
    for (int output = 0; output < count; output++) {
      var axes = new ArrayList<>(raw.axes());
      var size =
          known == null
              ? whole.size().computed(" split by " + count + " at ", Size.of(output))
              : known.get(output);
      axes.set(axis, count == 1 ? whole : Axis.plain(size));
      var numbers = part(raw, first, size);
      var value = numbers == null ? node.input(0) : raw;
      outputs.add(Selections.some(node, value, axis, axes, count == 1).withNumbers(numbers));
      first = first.plus(size);
    }
    return outputs;
  }

  private static @Nullable List<Size> equal(Node node, Size size, int count) {
    if (node.has(1) || !size.isKnown()) {
      return null;
    }
    long each = (size.factor() + count - 1) / count;
    var sizes = new ArrayList<>(Collections.nCopies(count, Size.of(each)));
    sizes.set(count - 1, Size.of(size.factor() - each * (count - 1)));
    return sizes;
  }

  private static @Nullable List<Size> part(Value value, Size first, Size size) {
    return value.numbers() != null
            && first.isKnown()
            && value.axes() != null
            && value.axes().size() == 1
            && size.isKnown()
            && first.factor() + size.factor() <= value.numbers().size()
        ? value.numbers().subList((int) first.factor(), (int) (first.factor() + size.factor()))
        : null;
  }
}
