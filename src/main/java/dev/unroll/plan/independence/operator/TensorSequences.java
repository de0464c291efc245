package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operators on sequences of tensors, which scripted loops export for lists. A sequence is followed
 * as the tensor that its elements would be on top of each other (see {@link Value}), so that to cut
 * a tensor up is to move an axis to the front, to take an element is to pick a place of that axis,
 * and to join elements is to move it back.
 */
public final class TensorSequences {
  /** What may be done with a sequence. Whoever takes it for a tensor is not understood. */
  static final Set<String> TAKERS =
      Set.of(
          "SequenceInsert",
          "SequenceErase",
          "SequenceAt",
          "SequenceLength",
          "ConcatFromSequence",
          "Identity",
          "Loop");

  private TensorSequences() {}

  public static List<Value> empty(Node node) {
    return List.of(Value.sequence(List.of(Axis.plain(0)), null, Steps.CONSTANT, node.label()));
  }

  public static List<Value> construct(Node node) {
    var values = node.given();
    var axes = values.isEmpty() ? null : values.get(0).axes();
    if (axes == null || !values.stream().allMatch(value -> axes.equals(value.axes()))) {
      return node.unknown(node.label() + " holds tensors of different shapes");
    }
    var steps = beside(node, values);
    var places = Axis.plain(values.size());
    return List.of(stacked(node, places, axes, Node.rowsObstacle(values), steps));
  }

  private static Steps beside(Node node, List<Value> values) {
    return values.stream()
        .map(Value::steps)
        .reduce((one, other) -> one.beside(other, node.mixing()))
        .orElse(Steps.CONSTANT);
  }

  private static Value stacked(
      Node node, Axis places, List<Axis> element, @Nullable String rows, Steps steps) {
    var axes = new ArrayList<Axis>();
    axes.add(places);
    axes.addAll(element);
    return Value.sequence(axes, rows, steps, node.label());
  }

  /** The same with more or fewer places, which are then nobody's rows or steps. */
  static Value ofLength(Node node, Value sequence, Size length) {
    var axes = axes(sequence);
    if (axes == null) {
      return sequence;
    }
    var rows = sequence.rowsObstacle();
    var steps = sequence.steps();
    if (rows == null && axes.get(0).has(Kind.ROWS)) {
      rows = node.label() + " adds or removes elements of a sequence of rows";
    }
    if (!steps.is(Steps.Kind.MIXED) && axes.get(0).has(Kind.STEPS)) {
      steps = Steps.mixed(node.label() + " adds or removes elements of a sequence of steps");
    }
    return stacked(node, Axis.plain(length), axes.subList(1, axes.size()), rows, steps);
  }

  /** The axes of a sequence, its places first; null where it is none that is understood. */
  private static @Nullable List<Axis> axes(Value value) {
    return value.isSequence() ? value.axes() : null;
  }

  static boolean isEmpty(Value sequence) {
    var axes = axes(sequence);
    return axes != null && axes.get(0).size().is(0);
  }

  /** One element more: at the end, or where an input says. */
  public static List<Value> insert(Node node) {
    var sequence = node.input(0);
    var element = node.input(1);
    var axes = axes(sequence);
    if (axes == null || element.axes() == null) {
      return node.unknown(node.label() + " adds to a sequence of unknown shape");
    }
    boolean isFirst = isEmpty(sequence);
    if (!isFirst && !element.axes().equals(axes.subList(1, axes.size()))) {
      return node.unknown(node.label() + " holds tensors of different shapes");
    }
    var values = List.of(sequence, element);
    var rows = Node.rowsObstacle(values);
    var steps = isFirst ? element.steps() : beside(node, values);
    var made = stacked(node, axes.get(0), element.axes(), rows, steps);
    return List.of(placed(node, 2, ofLength(node, made, axes.get(0).size().plus(Size.ONE))));
  }

  /** One element less: the last, or that which an input names. */
  public static List<Value> erase(Node node) {
    var sequence = node.input(0);
    var axes = axes(sequence);
    if (axes == null || isEmpty(sequence)) {
      return node.unknown(
          node.label() + " takes from a sequence that is empty or of unknown shape");
    }
    var made = ofLength(node, sequence, axes.get(0).size().minus(Size.ONE));
    return List.of(placed(node, 1, made));
  }

  /** One element. The last step is what the last run makes, as that of a tensor is. */
  public static List<Value> at(Node node) {
    var sequence = node.input(0);
    var axes = axes(sequence);
    if (axes == null || isEmpty(sequence)) {
      return node.unknown(
          node.label() + " takes from a sequence that is empty or of unknown shape");
    }
    var places = axes.get(0);
    var element = axes.subList(1, axes.size());
    var place = node.raw(1) == null ? null : node.raw(1).number();
    boolean isLast = place != null && (place.is(-1) || place.equals(Size.STEPS.minus(Size.ONE)));
    if (places.equals(Axis.STEPS) && isLast) {
      return List.of(Selections.last(node, sequence, element));
    }
    return List.of(placed(node, 1, Selections.some(node, sequence, 0, element, false)));
  }

  /** What depends on a place that an input names, where there is such an input. */
  private static Value placed(Node node, int input, Value made) {
    if (!node.has(input)) {
      return made;
    }
    var place = node.input(input);
    var result = made;
    if (!place.isSameForAllRows() && made.rowsObstacle() == null) {
      var obstacle = place.rowsObstacle();
      result =
          result.withRowsObstacle(
              obstacle != null
                  ? obstacle
                  : node.label() + " uses a position that is computed from the input");
    }
    return place.isConstant() || result.steps().is(Steps.Kind.MIXED)
        ? result
        : result.withSteps(
            Steps.mixed(node.label() + " uses a position that is computed from the input"));
  }

  public static List<Value> length(Node node) {
    var axes = axes(node.input(0));
    return axes == null
        ? node.unknown(node.label() + " takes the length of a sequence of unknown shape")
        : List.of(Value.constant(List.of()).withNumbers(List.of(axes.get(0).size())));
  }

  /** A tensor cut up along one axis, in pieces of one size. */
  public static List<Value> split(Node node) {
    var value = node.input(0);
    int axis = value.axes() == null ? -1 : Node.axis(node.integer("axis", 0), value.axes().size());
    if (value.axes() == null || axis < 0) {
      return node.unknown(node.label() + " splits a tensor whose shape is unknown");
    }
    var whole = value.axes().get(axis);
    var size = piece(node, whole);
    if (size == null) {
      return node.unknown(node.label() + " splits into pieces that may differ in size");
    }
    var element = new ArrayList<>(value.axes());
    element.set(axis, Axis.plain(size));
    var places = size.is(1) ? whole : Axis.plain(whole.size().over(size).orElse(Size.ONE));
    // ONNX Runtime removes the axis of single places unless they are given one by one.
    boolean isListed = node.has(1) && !hasOneNumber(node);
    if (size.is(1) && !isListed && node.integer("keepdims", 1) == 0) {
      element.remove(axis);
    }
    return List.of(stacked(node, places, element, value.rowsObstacle(), value.steps()));
  }

  private static boolean hasOneNumber(Node node) {
    var sizes = node.raw(1);
    return sizes != null && sizes.axes() != null && sizes.axes().isEmpty();
  }

  /** The size of every piece; null where they differ, or it is not known before it runs. */
  private static @Nullable Size piece(Node node, Axis whole) {
    if (!node.has(1)) {
      return Size.ONE;
    }
    var sizes = node.numbers(1);
    if (sizes == null || sizes.isEmpty() || sizes.stream().distinct().count() > 1) {
      return null;
    }
    var size = sizes.get(0);
    if (hasOneNumber(node) && size.is(1)) {
      return size;
    }
    long count = even(whole, size);
    return count > 0 && (hasOneNumber(node) || count == sizes.size()) ? size : null;
  }

  /** How many pieces of that size there are; 0: none, or not without a rest. */
  private static long even(Axis whole, Size size) {
    boolean isKnown = whole.size().isKnown() && size.isKnown() && size.factor() > 0;
    boolean isWhole = whole.isPlain() || size.is(1);
    return isKnown && isWhole && whole.size().factor() % size.factor() == 0
        ? whole.size().factor() / size.factor()
        : 0;
  }

  /** All elements one after the other along an axis that they have, or along a new one. */
  public static List<Value> concat(Node node) {
    var sequence = node.input(0);
    var axes = axes(sequence);
    if (axes == null || isEmpty(sequence)) {
      return node.unknown(node.label() + " joins a sequence that is empty or of unknown shape");
    }
    boolean isNew = node.integer("new_axis", 0) == 1;
    var joined = new ArrayList<>(axes.subList(1, axes.size()));
    int axis = Node.axis(node.integer("axis", 0), isNew ? axes.size() : joined.size());
    if (axis < 0) {
      return node.unknown(node.label() + " joins along an axis that does not exist");
    }
    if (isNew) {
      joined.add(axis, axes.get(0));
    } else {
      joined.set(axis, axes.get(0).around(joined.get(axis)));
    }
    return List.of(Value.of(joined, sequence.rowsObstacle(), sequence.steps(), node.label()));
  }
}
