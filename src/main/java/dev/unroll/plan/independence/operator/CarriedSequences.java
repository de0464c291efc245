package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of tensors that a loop carries or branches return. The length at the start of an
 * iteration is a symbol of its own that other iterations do not share. Where each iteration adds
 * one element, the final length is known.
 */
final class CarriedSequences {
  private CarriedSequences() {}

  /**
   * Returns a symbol for a length that is only known at run time.
   *
   * @param place the sequence's position among the carried values or outputs
   * @param ofRows whether it may change with the number or the content of the rows
   */
  private static Size length(Node node, int place, boolean ofRows) {
    var name = "length of sequence " + place + " of " + node.unique();
    return Size.of(new Size.Unknown(name, ofRows, true, true));
  }

  /**
   * Returns whether the length may depend on rows. It counts as dependent where the sequence has
   * any rows obstacle.
   */
  private static boolean isOfRows(Value sequence) {
    return sequence.rowsObstacle() != null
        || sequence.axes() == null
        || sequence.axes().get(0).size().ofRows();
  }

  /**
   * Returns what holds for both sequences.
   *
   * @param ofRows whether the choice between them may depend on rows
   */
  static Value joined(Node node, int place, Value one, Value other, boolean ofRows) {
    var obstacle = Node.rowsObstacle(List.of(one, other));
    var length = length(node, place, ofRows || isOfRows(one) || isOfRows(other));
    boolean isStart = TensorSequences.isEmpty(one) || TensorSequences.isEmpty(other);
    var longer = TensorSequences.isEmpty(one) ? other : one;
    var axes = longer.axes();
    if (axes == null || !isAlike(one, other) || (isStart && isOfTurns(axes))) {
      return unknown(node, obstacle);
    }
    boolean keeps = axes.equals(one.axes()) && axes.equals(other.axes());
    var first = keeps ? one : TensorSequences.ofLength(node, one, length);
    var second = keeps ? other : TensorSequences.ofLength(node, other, length);
    var made = keeps ? longer : TensorSequences.ofLength(node, longer, length);
    var rows = Node.rowsObstacle(List.of(first, second));
    var steps =
        first.steps().equals(second.steps())
            ? first.steps()
            : Steps.mixed(ControlFlow.reason(node));
    return made.withRowsObstacle(rows).withSteps(steps);
  }

  private static Value unknown(Node node, @Nullable String obstacle) {
    var reason = node.label() + " returns sequences of tensors of different shapes";
    return Value.unknown(obstacle == null ? reason : obstacle);
  }

  /**
   * Returns whether both are sequences of tensors of one shape. An empty sequence matches any
   * shape.
   */
  private static boolean isAlike(Value one, Value other) {
    if (!one.isSequence() || !other.isSequence() || one.axes() == null || other.axes() == null) {
      return false;
    }
    return TensorSequences.isEmpty(one)
        || TensorSequences.isEmpty(other)
        || elements(one.axes()).equals(elements(other.axes()));
  }

  private static List<Axis> elements(List<Axis> axes) {
    return axes.subList(1, axes.size());
  }

  /** Returns whether the elements have sizes that may change from one iteration to the next. */
  private static boolean isOfTurns(List<Axis> axes) {
    return elements(axes).stream().anyMatch(axis -> axis.size().ofTurns());
  }

  /**
   * Returns a sequence after the loop.
   *
   * @param first the sequence before the loop
   * @param carried the sequence at the start of each iteration, with all obstacles
   * @param made the sequence at the end of an iteration
   * @param turns the number of iterations
   */
  static Value left(Node node, int place, Value first, Value carried, Value made, Size turns) {
    var obstacle = Node.rowsObstacle(List.of(carried, made));
    if (first.axes() == null || carried.axes() == null || made.axes() == null) {
      return unknown(node, obstacle);
    }
    if (TensorSequences.isEmpty(carried)) {
      return carried.withRowsObstacle(obstacle);
    }
    var places = carried.axes().get(0);
    var before = places.size();
    var after = made.axes().get(0).size();
    if (after.equals(before.plus(Size.ONE))) {
      places = Axis.uniform(first.axes().get(0).size().plus(turns));
    } else if (!after.equals(before)) {
      places = Axis.plain(length(node, place, obstacle != null || after.ofRows()));
    }
    var axes = new ArrayList<Axis>();
    axes.add(places);
    axes.addAll(elements(carried.axes()));
    return Value.sequence(axes, obstacle, carried.steps(), node.label());
  }
}
