package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.RecurrentFacts;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * ONNX's recurrent nodes: input {@code [steps, rows, width]}. Each row has states of its own, so
 * rows are independent. Steps are independent too if the node runs in the stage's direction, over
 * all steps of each row, from the states that the previous run has left.
 */
public final class Recurrences {
  private static final int INPUT = 0;
  private static final int RECURRENCE = 2;
  private static final int BIAS = 3;
  private static final int LENGTHS = 4;
  private static final int FIRST_H = 5;
  private static final int FIRST_C = 6;
  private static final int PEEPHOLES = 7;

  private Recurrences() {}

  public static List<Value> cell(Node node) {
    var input = node.input(INPUT);
    var recurrence = node.input(RECURRENCE);
    boolean hasStepsFirst = node.integer("layout", 0) == 0;
    if (input.axes() == null
        || input.axes().size() != 3
        || recurrence.axes() == null
        || !hasStepsFirst) {
      return node.unknown(
          node.label()
              + " has an input whose shape is unknown or whose layout is not [steps, rows, width]");
    }
    var time = input.axes().get(0);
    var rows = input.axes().get(1);
    var facts = facts(node, time);
    node.run().found(node.proto(), facts);
    var hidden = recurrence.axes().get(recurrence.axes().size() - 1);
    var directions =
        node.text("direction", "forward").equals("bidirectional") ? Axis.plain(2) : Axis.ONE;
    var data = data(node);
    var obstacle = Node.rowsObstacle(node.given());
    if (obstacle == null && time.has(Kind.ROWS)) {
      obstacle = node.label() + " runs over the rows as if they were steps";
    }
    if (obstacle == null && !belongsToRows(node, rows)) {
      obstacle = node.label() + " combines rows with data that belongs to no row";
    }
    var weights = weights(node);
    if (obstacle == null && weights.stream().anyMatch(weight -> !weight.isSameForAllRows())) {
      obstacle = node.label() + " has weights that are computed from the input";
    }
    var steps = steps(node, input, time, data);
    boolean isEach = time.has(Kind.STEPS) && !steps.is(Steps.Kind.MIXED);
    var sequence = List.of(time, directions, rows, hidden);
    var last = List.of(directions, rows, hidden);
    var outputs = new ArrayList<Value>();
    outputs.add(Value.of(sequence, obstacle, isEach ? Steps.EACH : steps, node.label()));
    for (int state = 0; state < 2; state++) {
      outputs.add(Value.of(last, obstacle, isEach ? Steps.END : steps, node.label()));
    }
    return outputs;
  }

  /** Returns all weights, including biases and peepholes. */
  private static List<Value> weights(Node node) {
    return IntStream.of(1, RECURRENCE, BIAS, PEEPHOLES)
        .filter(node::has)
        .mapToObj(node::input)
        .toList();
  }

  /**
   * Returns whether lengths and first states belong to the input's rows or are the same for all
   * rows.
   */
  private static boolean belongsToRows(Node node, Axis rows) {
    for (int place : new int[] {LENGTHS, FIRST_H, FIRST_C}) {
      var value = node.raw(place);
      if (value == null || value.axes() == null || value.fill() != null) {
        continue;
      }
      int axis = place == LENGTHS ? 0 : 1;
      if (value.axes().size() <= axis || !value.axes().get(axis).equals(rows)) {
        return false;
      }
    }
    return true;
  }

  private static RecurrentFacts facts(Node node, Axis time) {
    return new RecurrentFacts(
        time.parts().size() == 1 && time.has(Kind.STEPS),
        time.has(Kind.ROWS),
        isZero(node.raw(FIRST_H)) && isZero(node.raw(FIRST_C)),
        beginsWithGiven(node),
        hasFullLengths(node));
  }

  private static boolean isZero(@Nullable Value first) {
    return first == null || first.isFilledWith(0);
  }

  private static boolean beginsWithGiven(Node node) {
    int states = node.operator().equals("LSTM") ? 2 : 1;
    for (int state = 0; state < states; state++) {
      var first = node.raw(FIRST_H + state);
      if (first == null || !first.steps().is(Steps.Kind.START)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasFullLengths(Node node) {
    var lengths = node.raw(LENGTHS);
    return lengths == null || Size.STEPS.equals(lengths.fill());
  }

  /**
   * Returns the inputs that vary: all but the weights, and without lengths that always equal the
   * steps.
   */
  private static List<Value> data(Node node) {
    var data = new ArrayList<Value>();
    for (int place : new int[] {INPUT, LENGTHS, FIRST_H, FIRST_C}) {
      boolean isFull = place == LENGTHS && hasFullLengths(node);
      if (node.has(place) && !isFull) {
        data.add(node.input(place));
      }
    }
    return data;
  }

  private static Steps steps(Node node, Value input, Axis time, List<Value> data) {
    if (weights(node).stream().anyMatch(weight -> !weight.steps().is(Steps.Kind.CONSTANT))) {
      return Steps.mixed(node.label() + " has weights that are computed from the input");
    }
    if (!time.has(Kind.STEPS)) {
      return node.steps(data);
    }
    var steps = input.steps();
    if (steps.is(Steps.Kind.MIXED)) {
      return steps;
    }
    if (!time.equals(Axis.STEPS) || steps.is(Steps.Kind.START) || steps.is(Steps.Kind.END)) {
      return Steps.mixed(node.label() + " runs over an axis that holds more than the steps");
    }
    if (!hasFullLengths(node)) {
      return Steps.mixed(node.label() + " stops at lengths that are computed in the graph");
    }
    var direction = node.text("direction", "forward");
    if (!direction.equals(node.run().isReverse() ? "reverse" : "forward")) {
      return Steps.mixed(node.label() + " has the direction " + direction);
    }
    return beginsWithGiven(node)
        ? Steps.EACH
        : Steps.mixed(
            node.label() + " starts from a state that is not passed from one run to the next");
  }
}
