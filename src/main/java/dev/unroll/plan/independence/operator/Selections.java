package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Elements;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for operators that take sections of axes. */
public final class Selections {
  /** Exporters write an open end as the largest number of an integer type. */
  private static final long OPEN_END = Integer.MAX_VALUE;

  private Selections() {}

  /**
   * Returns a value that holds some positions of one axis.
   *
   * @param axis the axis that is selected from
   * @param axes the axes of the result
   * @param isAll whether all positions are taken, in their order
   */
  static Value some(Node node, Value value, int axis, List<Axis> axes, boolean isAll) {
    var from = value.axes() == null ? Axis.ONE : value.axes().get(axis);
    var rows = value.rowsObstacle();
    var steps = value.steps();
    if (!isAll && rows == null && from.has(Kind.ROWS)) {
      rows = node.label() + " picks some of the rows";
    }
    if (!isAll && !steps.is(Steps.Kind.MIXED) && from.has(Kind.STEPS)) {
      steps = Steps.mixed(node.label() + " picks some of the steps");
    }
    return Value.of(axes, rows, steps, node.label()).withFill(value.fill());
  }

  /** Returns the last step, taken from an axis that holds only the steps. */
  static Value last(Node node, Value value, List<Axis> axes) {
    var steps = value.steps().is(Steps.Kind.EACH) ? Steps.LAST : value.steps();
    return Value.of(axes, value.rowsObstacle(), steps, node.label()).withFill(value.fill());
  }

  public static List<Value> slice(Node node) {
    var value = node.raw(0);
    var starts = node.numbersOr("starts", 1, null);
    var ends = node.numbersOr("ends", 2, null);
    if (value == null || value.axes() == null) {
      return node.unknown(node.label() + " cuts a tensor whose shape is unknown");
    }
    int rank = value.axes().size();
    var places = node.numbersOr("axes", 3, all(starts));
    var strides =
        node.numbersOr("steps", 4, places == null ? null : Size.all(places.size(), Size.ONE));
    if (places == null || strides == null || places.stream().anyMatch(place -> !place.isKnown())) {
      return node.unknown(node.label() + " cuts axes that are only known at run time");
    }
    var numbers = numbers(value, places, starts, ends, strides);
    var result = numbers == null ? value.asData(node.label()) : value;
    for (int cut = 0; cut < places.size(); cut++) {
      int axis = Node.axis(places.get(cut).factor(), rank);
      if (axis < 0) {
        return node.unknown(node.label() + " cuts an axis that does not exist");
      }
      var start = starts == null ? place(node, 1, cut) : starts.get(cut);
      var end = ends == null ? place(node, 2, cut) : ends.get(cut);
      result = cut(node, result, axis, new Range(start, end, strides.get(cut)));
    }
    return List.of(bounded(node, result).withNumbers(numbers));
  }

  /**
   * Returns a symbol for a bound that is only known at run time and may depend on a row's content.
   */
  private static Size place(Node node, int input, int cut) {
    var bound = node.input(input);
    var name = "bound " + input + "." + cut;
    return node.unknownSize(name, !bound.isSameForAllRows(), !bound.isConstant());
  }

  /**
   * Adds obstacles for bounds that are only known at run time: rows or steps may determine them.
   */
  private static Value bounded(Node node, Value value) {
    var result = value;
    for (int place = 1; place < node.inputs().size(); place++) {
      if (!node.has(place) || node.numbers(place) != null) {
        continue;
      }
      var bound = node.input(place);
      if (result.rowsObstacle() == null && !bound.isSameForAllRows()) {
        var obstacle = bound.rowsObstacle();
        result =
            result.withRowsObstacle(
                obstacle != null
                    ? obstacle
                    : node.label() + " cuts at positions that are computed from the input");
      }
      if (!bound.isConstant() && !result.steps().is(Steps.Kind.MIXED)) {
        result =
            result.withSteps(
                Steps.mixed(node.label() + " cuts at positions that are computed from the input"));
      }
    }
    return result;
  }

  private static @Nullable List<Size> all(@Nullable List<Size> starts) {
    if (starts == null) {
      return null;
    }
    var all = new ArrayList<Size>();
    for (int place = 0; place < starts.size(); place++) {
      all.add(Size.of(place));
    }
    return all;
  }

  private record Range(Size start, Size end, Size stride) {
    private boolean isAllOf(Size size) {
      return start.is(0) && (isOpen() || end.equals(size)) && stride.is(1);
    }

    private boolean isOpen() {
      return end.isKnown() && end.factor() >= OPEN_END;
    }

    private boolean isLastOf(Size size) {
      boolean ends = isOpen() || end.equals(size);
      boolean starts = start.is(-1) || start.equals(size.minus(Size.ONE));
      return starts && ends && stride.is(1);
    }

    private boolean isReversed() {
      return stride.is(-1) && start.is(-1) && end.isKnown() && end.factor() <= -OPEN_END;
    }

    private Size of(Size size) {
      if (size.isKnown()
          && start.isKnown()
          && end.isKnown()
          && stride.isKnown()
          && stride.factor() > 0) {
        long from = bounded(start.factor(), size.factor());
        long to = bounded(end.factor(), size.factor());
        return Size.of(Math.max(0, (to - from + stride.factor() - 1) / stride.factor()));
      }
      boolean isFromFirst = start.is(0) && stride.is(1);
      if (size.isKnown() && size.factor() > 0 && isFromFirst && end.equals(Size.STEPS)) {
        return size.upToSteps();
      }
      return size.computed("from", start).computed("to", end).computed("by", stride);
    }

    private static long bounded(long place, long size) {
      return Math.max(0, Math.min(size, place < 0 ? place + size : place));
    }
  }

  private static Value cut(Node node, Value value, int axis, Range range) {
    if (value.axes() == null) {
      return value;
    }
    var from = value.axes().get(axis);
    var size = from.size();
    boolean isAll = range.isAllOf(size) || (size.isKnown() && range.of(size).equals(size));
    var axes = new ArrayList<>(value.axes());
    if (isAll) {
      return value;
    }
    if (from.equals(Axis.STEPS) && range.isLastOf(size)) {
      axes.set(axis, Axis.ONE);
      return last(node, value, axes);
    }
    axes.set(axis, range.isReversed() ? from : Axis.plain(range.of(size)));
    return some(node, value, axis, axes, false);
  }

  /** Reverses the first steps of each row, as many as the row has. */
  public static List<Value> reverseSequence(Node node) {
    var value = node.input(0);
    var lengths = node.input(1);
    if (value.axes() == null || value.axes().size() < 2 || lengths.axes() == null) {
      return node.unknown(node.label() + " reverses a tensor whose shape is unknown");
    }
    var time = value.axes().get((int) node.integer("time_axis", 0));
    var rows = value.axes().get((int) node.integer("batch_axis", 1));
    var obstacle = Node.rowsObstacle(node.given());
    boolean isOwn = lengths.isSameForAllRows() || lengths.axes().equals(List.of(rows));
    if (obstacle == null && (time.has(Kind.ROWS) || !isOwn)) {
      obstacle = node.label() + " reverses along the rows, or by the lengths of other rows";
    }
    var steps = node.steps(node.given());
    if (!steps.is(Steps.Kind.MIXED) && time.has(Kind.STEPS)) {
      steps = Steps.mixed(node.label() + " reverses the steps");
    }
    return List.of(Value.of(value.axes(), obstacle, steps, node.label()));
  }

  /** Returns the numbers that remain, where all are known and one axis is cut; else null. */
  private static @Nullable List<Size> numbers(
      Value value,
      List<Size> places,
      @Nullable List<Size> starts,
      @Nullable List<Size> ends,
      List<Size> strides) {
    if (value.numbers() == null
        || value.axes() == null
        || starts == null
        || ends == null
        || places.size() != 1) {
      return null;
    }
    int axis = Node.axis(places.get(0).factor(), value.axes().size());
    var size = value.axes().get(axis).size();
    boolean isKnown =
        size.isKnown()
            && starts.get(0).isKnown()
            && ends.get(0).isKnown()
            && strides.get(0).isKnown()
            && !strides.get(0).is(0);
    return isKnown
        ? Elements.picked(
            value,
            axis,
            taken(
                size.factor(),
                starts.get(0).factor(),
                ends.get(0).factor(),
                strides.get(0).factor()))
        : null;
  }

  /** Returns the positions that ONNX's Slice takes, in their order. */
  private static List<Integer> taken(long size, long start, long end, long stride) {
    boolean isUp = stride > 0;
    long least = isUp ? 0 : -1;
    long most = isUp ? size : size - 1;
    long from = Math.max(isUp ? 0 : -1, Math.min(most, start < 0 ? start + size : start));
    long to = Math.max(least, Math.min(isUp ? size : size - 1, end < 0 ? end + size : end));
    var taken = new ArrayList<Integer>();
    for (long place = from; isUp ? place < to : place > to; place += stride) {
      if (place >= 0 && place < size) {
        taken.add((int) place);
      }
    }
    return taken;
  }
}
