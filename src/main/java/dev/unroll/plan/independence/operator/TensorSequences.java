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
 * Rules for operators on sequences of tensors, which scripted loops export for lists. A sequence is
 * followed as the stacked tensor of its elements (see {@link Value}). Splitting a tensor moves an
 * axis to the front, reading an element picks a position of that axis, and joining elements moves
 * the axis back.
 */
public final class TensorSequences {
  /** The operators that may take a sequence. Any other operator on a sequence is unknown. */
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

  /** Returns the sequence with another length. Its positions are then no longer rows or steps. */
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

  /**
   * Returns the axes of a sequence, its positions first; null where it is no sequence or unknown.
   */
  private static @Nullable List<Axis> axes(Value value) {
    return value.isSequence() ? value.axes() : null;
  }

  static boolean isEmpty(Value sequence) {
    var axes = axes(sequence);
    return axes != null && axes.get(0).size().is(0);
  }

  /** Handles SequenceInsert: adds an element at the end, or at the position that an input names. */
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

  /** Handles SequenceErase: removes the last element, or the one that an input names. */
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

  /** Handles SequenceAt. The last step is the one that the last slice computes, as for a tensor. */
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

  /** Adds the obstacles of an optional input that names a position. */
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

  /** Handles SplitToSequence: cuts a tensor along one axis into pieces of one size. */
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
    // ONNX Runtime removes an axis of size 1 unless the sizes are listed one by one.
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

  /** Returns the size of every piece; null where sizes differ or are only known at run time. */
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

  /** Returns the number of pieces of that size; 0 where the axis is not a multiple of it. */
  private static long even(Axis whole, Size size) {
    boolean isKnown = whole.size().isKnown() && size.isKnown() && size.factor() > 0;
    boolean isWhole = whole.isPlain() || size.is(1);
    return isKnown && isWhole && whole.size().factor() % size.factor() == 0
        ? whole.size().factor() / size.factor()
        : 0;
  }

  /**
   * Handles ConcatFromSequence: joins all elements along an axis that they have, or along a new
   * one.
   */
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
