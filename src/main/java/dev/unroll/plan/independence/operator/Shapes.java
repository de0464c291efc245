package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Rules for operators that return shapes or make tensors of given shapes. */
public final class Shapes {
  /** The obstacle of {@code arange(rows)} or {@code arange(steps)}. */
  private static final String COUNTS =
      " counts the %1$s of a run (0, 1, 2, ...), so its output depends on how many there are";

  private Shapes() {}

  public static List<Value> shape(Node node) {
    var value = node.input(0);
    if (value.axes() == null) {
      return node.unknown(node.label() + " takes the shape of a tensor whose shape is unknown");
    }
    int rank = value.axes().size();
    int start = bounded(node.integer("start", 0), rank);
    int end = bounded(node.integer("end", rank), rank);
    var sizes = value.axes().subList(start, Math.max(start, end)).stream().map(Axis::size).toList();
    return List.of(Value.constant(List.of(Axis.plain(sizes.size()))).withNumbers(sizes));
  }

  private static int bounded(long place, int rank) {
    return (int) Math.max(0, Math.min(rank, place < 0 ? place + rank : place));
  }

  public static List<Value> size(Node node) {
    var value = node.input(0);
    if (value.axes() == null) {
      return node.unknown(node.label() + " takes the size of a tensor whose size is unknown");
    }
    var size = Size.product(value.axes().stream().map(Axis::size).toList());
    return List.of(Value.constant(List.of()).withNumbers(List.of(size)));
  }

  /** Handles ConstantOfShape: one number everywhere. */
  public static List<Value> constantOfShape(Node node) {
    var shape = node.numbers(0);
    if (shape == null) {
      return node.unknown(node.label() + " makes a shape that is only known at run time");
    }
    var given = node.attribute("value").map(attribute -> Constants.value(attribute.getT()));
    var fill = given.isPresent() ? given.get().fill() : Size.of(0);
    var axes = shape.stream().map(Axis::uniform).toList();
    var made = Value.of(axes, null, Steps.CONSTANT, node.label()).withFill(fill);
    var number = given.isPresent() ? given.get().number() : null;
    var count = Size.product(shape);
    return List.of(made.withNumbers(Value.repeated(number, count)));
  }

  public static List<Value> expand(Node node) {
    var value = node.raw(0);
    var shape = node.numbers(1);
    if (value == null || value.axes() == null || shape == null) {
      return node.unknown(node.label() + " makes a shape that is only known at run time");
    }
    // Expand broadcasts as an Add of a tensor of zeros does.
    var data = value.fill() == null ? node.input(0) : value;
    var target = Value.constant(shape.stream().map(Axis::uniform).toList()).withFill(Size.of(0));
    var made = Broadcasting.of(node, List.of(data, target), data.rowsObstacle(), data.steps());
    var count = Size.product(shape);
    var number = value.number();
    return List.of(made.withFill(value.fill()).withNumbers(Value.repeated(number, count)));
  }

  public static List<Value> tile(Node node) {
    var raw = node.raw(0);
    var value = raw != null && raw.fill() != null ? raw : node.input(0);
    var repeats = node.numbers(1);
    if (value.axes() == null || repeats == null || repeats.size() != value.axes().size()) {
      return node.unknown(
          node.label() + " repeats a number of times that is only known at run time");
    }
    var axes = new ArrayList<Axis>();
    var over = new ArrayList<Axis>();
    for (int place = 0; place < repeats.size(); place++) {
      var axis = value.axes().get(place);
      var times = repeats.get(place);
      if (times.is(1)) {
        axes.add(axis);
      } else if (axis.isOne()) {
        axes.add(Axis.uniform(times));
      } else {
        over.add(axis);
        axes.add(Axis.plain(axis.size().times(times)));
      }
    }
    var rows = value.rowsObstacle();
    if (rows == null && over.stream().anyMatch(axis -> axis.has(Kind.ROWS))) {
      rows = node.label() + " repeats rows";
    }
    var steps = value.steps();
    if (!steps.is(Steps.Kind.MIXED) && over.stream().anyMatch(axis -> axis.has(Kind.STEPS))) {
      steps = Steps.mixed(node.label() + " repeats steps");
    }
    var number = value.number();
    var count = Size.product(repeats);
    return List.of(
        Value.of(axes, rows, steps, node.label())
            .withFill(value.fill())
            .withNumbers(Value.repeated(number, count)));
  }

  /** Handles Range: each element is its own position. */
  public static List<Value> range(Node node) {
    var start = node.raw(0) == null ? null : node.raw(0).number();
    var limit = node.raw(1) == null ? null : node.raw(1).number();
    var step = node.raw(2) == null ? null : node.raw(2).number();
    if (start == null || limit == null || step == null || !step.isKnown() || step.is(0)) {
      return List.of(counted(node));
    }
    var span = limit.minus(start);
    var count =
        span.isKnown()
            ? Size.of(Math.max(0, -Math.floorDiv(-span.factor(), step.factor())))
            : step.is(1) ? span : span.computed(" counted by ", step);
    var rows = count.ofRows() ? node.label() + COUNTS.formatted("rows") : null;
    var time =
        count.ofSteps() ? Steps.mixed(node.label() + COUNTS.formatted("steps")) : Steps.CONSTANT;
    var made = Value.of(List.of(Axis.plain(count)), rows, time, node.label());
    if (!count.isKnown() || !start.isKnown() || count.factor() > Value.MOST_NUMBERS) {
      return List.of(made);
    }
    var numbers = new ArrayList<Size>();
    for (int place = 0; place < count.factor(); place++) {
      numbers.add(Size.of(start.factor() + place * step.factor()));
    }
    return List.of(made.withNumbers(numbers));
  }

  /** Handles a Range whose length is only known at run time, for example of floats. */
  private static Value counted(Node node) {
    if (!node.given().stream().allMatch(Value::isSameForAllRows)) {
      return node.unknown(node.label() + " counts to a limit that is computed from the input")
          .get(0);
    }
    var count = Size.of(new Size.Unknown("places of " + node.unique(), false, true));
    return Value.of(List.of(Axis.plain(count)), null, Steps.CONSTANT, node.label());
  }

  /** Handles Pad; axes without padding stay what they are. */
  public static List<Value> pad(Node node) {
    var value = node.input(0);
    var pads = node.numbersOr("pads", 1, null);
    if (value.axes() == null
        || pads == null
        || pads.size() != 2 * value.axes().size()
        || node.has(3)) {
      return node.unknown(node.label() + " adds padding whose size is only known at run time");
    }
    var axes = new ArrayList<Axis>();
    var over = new ArrayList<Axis>();
    int rank = value.axes().size();
    for (int place = 0; place < rank; place++) {
      var before = pads.get(place);
      var after = pads.get(rank + place);
      var axis = value.axes().get(place);
      if (before.is(0) && after.is(0)) {
        axes.add(axis);
      } else {
        over.add(axis);
        axes.add(Axis.plain(axis.size().plus(before).plus(after)));
      }
    }
    return List.of(over(node, 2, over, axes));
  }

  /** Returns a result that works over some axes and uses a number that may be computed. */
  private static Value over(Node node, int number, List<Axis> over, List<Axis> axes) {
    var values = node.has(number) ? List.of(node.input(0), node.input(number)) : node.given();
    var all = new Value(axes, Node.rowsObstacle(values), node.steps(values), null, null);
    return Products.over(node, all, over, axes);
  }

  /** Handles OneHot: adds an axis, with the on-value at the index that each element names. */
  public static List<Value> oneHot(Node node) {
    var value = node.input(0);
    var depth = node.raw(1) == null ? null : node.raw(1).number();
    if (value.axes() == null || depth == null) {
      return node.unknown(node.label() + " has a size that is only known at run time");
    }
    var axes = new ArrayList<>(value.axes());
    axes.add(Node.axis(node.integer("axis", -1), axes.size() + 1), Axis.plain(depth));
    var values = List.of(value, node.input(2));
    return List.of(Value.of(axes, Node.rowsObstacle(values), node.steps(values), node.label()));
  }

  /** Handles EyeLike: a matrix of the input's shape with ones along a diagonal. */
  public static List<Value> eye(Node node) {
    var shape = node.input(0).axes();
    if (shape == null) {
      return node.unknown(node.label() + " takes its shape from a tensor whose shape is unknown");
    }
    var axes = shape.stream().map(axis -> Axis.plain(axis.size())).toList();
    return List.of(Value.of(axes, null, Steps.CONSTANT, node.label()));
  }

  /** Handles Trilu: keeps a triangle of each matrix. */
  public static List<Value> triangle(Node node) {
    var value = node.input(0);
    if (value.axes() == null || value.axes().size() < 2) {
      return node.unknown(node.label() + " cuts a tensor whose shape is unknown");
    }
    int rank = value.axes().size();
    return List.of(over(node, 1, value.axes().subList(rank - 2, rank), value.axes()));
  }
}
