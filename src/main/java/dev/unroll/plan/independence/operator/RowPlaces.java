package dev.unroll.plan.independence.operator;

import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Places;
import dev.unroll.plan.independence.value.Places.Beside;
import dev.unroll.plan.independence.value.Places.Counted;
import dev.unroll.plan.independence.value.Places.Order;
import dev.unroll.plan.independence.value.Places.Undoing;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows row positions ({@link Places}) from the operators that count or sort rows to those that
 * pick by them. Any other operator sees the positions as data, which mixes rows.
 */
final class RowPlaces {
  private static final Size LAST_STEP = Size.STEPS.minus(Size.ONE);

  private RowPlaces() {}

  /**
   * Returns a node's outputs with the row positions that it makes or passes on.
   *
   * @param made the outputs without positions
   */
  static List<Value> followed(Node node, Rule rule, List<Value> made) {
    return switch (node.operator()) {
      case "Range" -> with(made, 0, counted(node));
      case "Identity" -> with(made, 0, places(node, 0));
      case "Cast" -> with(made, 0, isWhole(node) ? places(node, 0) : null);
      case "Unsqueeze", "Squeeze", "Reshape", "Expand" -> with(made, 0, moved(node, rule));
      case "Add", "Sub", "Mul" -> with(made, 0, computed(node, rule));
      case "Concat" -> with(made, 0, beside(node));
      case "TopK" -> RowOrders.sorted(node, made);
      case "ScatterElements" -> with(made, 0, RowOrders.undoing(node));
      case "Gather" -> granted(picked(node), made);
      case "GatherND" -> granted(pickedByAll(node), made);
      case "ScatterND" -> granted(Scatters.own(node), made);
      default -> made;
    };
  }

  static List<Value> with(List<Value> made, int output, @Nullable Places places) {
    if (places == null || output >= made.size()) {
      return made;
    }
    var all = new ArrayList<>(made);
    all.set(output, made.get(output).withPlaces(places));
    return all;
  }

  private static List<Value> granted(@Nullable Value better, List<Value> made) {
    return better == null ? made : List.of(better);
  }

  static @Nullable Places places(Node node, int input) {
    var value = node.raw(input);
    return value == null ? null : value.places();
  }

  /**
   * Returns the positions of {@code arange(rows)}, where each element is its own row's position.
   */
  private static @Nullable Places counted(Node node) {
    var start = node.numbers(0);
    var limit = node.numbers(1);
    var step = node.numbers(2);
    boolean isAll =
        List.of(Size.of(0)).equals(start)
            && List.of(Size.ROWS).equals(limit)
            && List.of(Size.ONE).equals(step);
    return isAll
        ? new Counted(Size.ONE, Value.constant(List.of(Axis.ROWS)).withFill(Size.of(0)))
        : null;
  }

  private static boolean isWhole(Node node) {
    long to = node.integer("to", 0);
    return to == DataType.INT64_VALUE || to == DataType.INT32_VALUE;
  }

  /** Returns the same positions on other axes; null where the rows are no longer one axis. */
  private static @Nullable Places moved(Node node, Rule rule) {
    var places = places(node, 0);
    if (places instanceof Counted counted) {
      var rest = moved(node, rule, counted.rest());
      return rest == null ? null : new Counted(counted.times(), rest);
    }
    if (places instanceof Order order) {
      var rest = moved(node, rule, order.rest());
      return rest == null ? null : new Order(order.name(), rest);
    }
    if (places instanceof Undoing undoing) {
      var rest = moved(node, rule, undoing.rest());
      return rest == null ? null : new Undoing(undoing.name(), rest);
    }
    return null;
  }

  private static @Nullable Value moved(Node node, Rule rule, Value rest) {
    // Without its fill value, which would let a reshape label other axes as the rows.
    var made = rule.apply(node.with(0, rest.withNumbers(null).withFill(null))).get(0);
    return hasRowsOnce(made) ? made.withFill(rest.fill()) : null;
  }

  private static boolean hasRowsOnce(Value value) {
    return value.axes() != null
        && value.rowsObstacle() == null
        && Axis.count(value.axes(), Kind.ROWS) == 1
        && value.axes().stream().anyMatch(RowPlaces::isRows);
  }

  private static boolean isRows(Axis axis) {
    return axis.parts().size() == 1 && axis.has(Kind.ROWS);
  }

  /** Returns a row's position times a number, plus a number. */
  private static @Nullable Places computed(Node node, Rule rule) {
    boolean isSecond = places(node, 0) == null;
    if (!(places(node, isSecond ? 1 : 0) instanceof Counted counted)
        || places(node, isSecond ? 0 : 1) != null
        || (isSecond && node.operator().equals("Sub"))) {
      return null;
    }
    var other = node.raw(isSecond ? 0 : 1);
    if (other == null || other.axes() == null) {
      return null;
    }
    boolean isProduct = node.operator().equals("Mul");
    var factor = other.fill();
    if (isProduct && factor == null) {
      return null;
    }
    var rest = alike(counted.rest());
    var beside = alike(other);
    var numbered =
        node.with(isSecond ? 1 : 0, rest).with(isSecond ? 0 : 1, beside.withNumbers(null));
    var made = rule.apply(numbered).get(0);
    // A result that is the same everywhere is a constant.
    var axes = Broadcasting.of(node, List.of(rest, beside), null, Steps.CONSTANT);
    var sum =
        made.fill() != null && axes.axes() != null
            ? Value.constant(axes.axes()).withFill(made.fill())
            : made.withNumbers(null);
    if (axes.rowsObstacle() != null || !hasRowsOnce(sum)) {
      return null;
    }
    var times = isProduct && factor != null ? counted.times().times(factor) : counted.times();
    return new Counted(times, sum);
  }

  /** Returns a constant where the value is the same everywhere; else the value. */
  private static Value alike(Value value) {
    return value.fill() == null || value.axes() == null
        ? value
        : Value.constant(value.axes()).withFill(value.fill());
  }

  /**
   * Returns indices that are joined along their last axis, of which one is the row's own position.
   */
  private static @Nullable Places beside(Node node) {
    int own = -1;
    var columns = new ArrayList<Value>();
    for (int place = 0; place < node.inputs().size(); place++) {
      var column = node.raw(place);
      if (column == null || column.axes() == null || column.axes().isEmpty()) {
        return null;
      }
      int last = column.axes().size() - 1;
      if (!column.axes().get(last).isOne()
          || Node.axis(node.integer("axis", 0), last + 1) != last) {
        return null;
      }
      if (column.places() instanceof Counted counted && counted.isPlaceAlone() && own < 0) {
        own = place;
        columns.add(counted.rest());
      } else {
        columns.add(column.withPlaces(null));
      }
    }
    return own < 0 ? null : new Beside(own, List.copyOf(columns));
  }

  /**
   * Picks rows in another order or back in their own, or one position of each row on a joined axis.
   */
  private static @Nullable Value picked(Node node) {
    var data = data(node);
    var places = places(node, 1);
    if (data == null || data.axes() == null || places == null) {
      return null;
    }
    int axis = Node.axis(node.integer("axis", 0), data.axes().size());
    if (axis < 0) {
      return null;
    }
    return places instanceof Counted counted
        ? RowOrders.flat(node, data, axis, counted)
        : RowOrders.ordered(node, data, axis, places, 0);
  }

  private static @Nullable Value data(Node node) {
    var raw = node.raw(0);
    return raw != null && raw.fill() != null ? raw : node.input(0);
  }

  /** Picks by a row's own position and by indices that the row computes or that all rows share. */
  private static @Nullable Value pickedByAll(Node node) {
    var data = data(node);
    var places = places(node, 1);
    if (data == null || data.axes() == null || node.integer("batch_dims", 0) != 0) {
      return null;
    }
    if (places instanceof Order || places instanceof Undoing) {
      return RowOrders.ordered(node, data, 0, places, 1);
    }
    if (!(places instanceof Beside beside) || beside.columns().size() > data.axes().size()) {
      return null;
    }
    var from = data.axes().subList(0, beside.columns().size());
    var index = own(node, beside, from);
    if (index == null || index.axes() == null) {
      return null;
    }
    var over = new ArrayList<Axis>();
    boolean isLast = false;
    for (int place = 0; place < from.size(); place++) {
      boolean isLastStep = isLast(from.get(place), beside.columns().get(place).fill());
      isLast |= isLastStep;
      if (place != beside.own() && !isLastStep) {
        over.add(from.get(place));
      }
    }
    var axes = new ArrayList<>(index.axes().subList(0, index.axes().size() - 1));
    axes.addAll(data.axes().subList(from.size(), data.axes().size()));
    var values = List.of(data, index);
    var steps = node.steps(values);
    var time = isLast && steps.is(Steps.Kind.EACH) ? Steps.LAST : steps;
    var all = new Value(axes, Node.rowsObstacle(values), time, null, null);
    return Products.over(node, all, over, axes);
  }

  /**
   * Returns all indices as one value; null where the indices belong to other rows than those that
   * are picked.
   *
   * @param from the axes that the indices pick from
   */
  static @Nullable Value own(Node node, Beside beside, List<Axis> from) {
    if (beside.columns().size() != from.size()) {
      return null;
    }
    var picks = new ArrayList<Value>();
    for (int place = 0; place < from.size(); place++) {
      var column = beside.columns().get(place);
      boolean isKnown = place == beside.own() || isLast(from.get(place), column.fill());
      picks.add(isKnown ? alike(column) : column.asData(node.label()));
    }
    var rows = from.get(beside.own());
    var index = Broadcasting.of(node, picks);
    return isRows(rows) && index.axes() != null && index.axes().contains(rows) ? index : null;
  }

  /** Returns whether an index that is the same everywhere is the last step of that axis. */
  static boolean isLast(Axis axis, @Nullable Size index) {
    return axis.equals(Axis.STEPS) && index != null && (index.is(-1) || index.equals(LAST_STEP));
  }
}
