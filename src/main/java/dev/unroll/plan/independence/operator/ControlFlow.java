package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules for operators with subgraphs. Which subgraph runs, and how often, must be the same for all
 * rows. Values that a loop carries are followed until they reach a fixed point.
 */
public final class ControlFlow {
  /** Carried values reach their fixed point in two or three rounds. */
  private static final int MOST_ROUNDS = 12;

  /** Scan before this opset has an extra axis for rows. */
  private static final int SCAN_WITHOUT_BATCH = 9;

  private ControlFlow() {}

  public static List<Value> branch(Node node) {
    var condition = node.input(0);
    var yes = node.graph("then_branch");
    var no = node.graph("else_branch");
    if (yes.isEmpty() || no.isEmpty() || node.run().isTooDeep()) {
      return node.unknown(node.label() + " has a subgraph that is missing or nested too deeply");
    }
    var known = node.raw(0) == null ? null : node.raw(0).number();
    if (known != null && known.isKnown()) {
      return node.run().inner(known.is(0) ? no.get() : yes.get(), List.of());
    }
    var one = node.run().inner(yes.get(), List.of());
    var other = node.run().inner(no.get(), List.of());
    var rows = condition.isSameForAllRows() ? null : decided(node, condition);
    var steps = Steps.mixed(node.label() + " chooses its branch by the input or by its length");
    var outputs = new ArrayList<Value>();
    for (int place = 0; place < Math.min(one.size(), other.size()); place++) {
      var joined = join(node, place, one.get(place), other.get(place), rows != null);
      var own = Node.rowsObstacle(List.of(one.get(place), other.get(place)));
      var obstacle = own != null ? own : rows != null ? rows : joined.rowsObstacle();
      outputs.add(new Value(joined.axes(), obstacle, steps, null, null, joined.isSequence()));
    }
    return outputs;
  }

  private static String decided(Node node, Value condition) {
    var obstacle = condition.rowsObstacle();
    return obstacle != null
        ? obstacle
        : node.label() + " makes one decision for all rows, computed from the input";
  }

  /**
   * Returns what holds for both values.
   *
   * @param place the position of both among the outputs
   * @param ofRows whether the choice between them may depend on rows
   */
  private static Value join(Node node, int place, Value one, Value other, boolean ofRows) {
    if (one.isSequence() || other.isSequence()) {
      return CarriedSequences.joined(node, place, one, other, ofRows);
    }
    var first = one.asData(node.label());
    var second = other.asData(node.label());
    var rows = Node.rowsObstacle(List.of(first, second));
    if (first.axes() == null || !first.axes().equals(second.axes())) {
      return Value.unknown(
          rows != null ? rows : node.label() + " returns tensors of different shapes");
    }
    var steps = first.steps().equals(second.steps()) ? first.steps() : Steps.mixed(reason(node));
    boolean alike = first.fill() != null && first.fill().equals(second.fill());
    return new Value(first.axes(), rows, steps, null, alike ? first.fill() : null);
  }

  /** Returns why the outputs of a loop or a branch cannot be cut in time. */
  static String reason(Node node) {
    return node.label() + " is a loop or a branch, which cannot be cut in time";
  }

  /** Follows the carried values to a fixed point; null where there is none within the limit. */
  private static @Nullable List<Value> settled(
      Node node, List<Value> first, Body body, int carried) {
    var state = first;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      var made = body.run(state);
      var next = new ArrayList<Value>();
      for (int place = 0; place < carried; place++) {
        next.add(join(node, place, state.get(place), made.get(place), false));
      }
      if (next.equals(state)) {
        return state;
      }
      state = next;
    }
    return null;
  }

  private interface Body {
    List<Value> run(List<Value> carried);
  }

  public static List<Value> loop(Node node) {
    var graph = node.graph("body");
    if (graph.isEmpty() || node.run().isTooDeep()) {
      return node.unknown(node.label() + " has a subgraph that is missing or nested too deeply");
    }
    var count = node.has(0) ? node.input(0) : Value.constant(List.of());
    var condition = node.has(1) ? node.input(1) : Value.constant(List.of()).withFill(Size.of(1));
    int carried = node.inputs().size() - 2;
    var first = new ArrayList<Value>();
    first.add(plain(condition));
    for (int place = 2; place < node.inputs().size(); place++) {
      first.add(plain(node.input(place)));
    }
    var turn = new Value(List.of(), null, Steps.mixed(reason(node)), null, null);
    Body body =
        state ->
            node.run().inner(graph.get(), Stream.concat(Stream.of(turn), state.stream()).toList());
    var settled = settled(node, first, body, carried + 1);
    if (settled == null) {
      return node.unknown(
          node.label() + " carries values for which the analysis finds no fixed point");
    }
    var made = body.run(settled);
    var goesOn = settled.get(0);
    String rows = null;
    if (!count.isSameForAllRows() || !goesOn.isSameForAllRows()) {
      rows = decided(node, count.isSameForAllRows() ? goesOn : count);
    }
    boolean isFixed = goesOn.isFilledWith(1);
    var number = node.raw(0) == null ? null : node.raw(0).number();
    var turns = isFixed && number != null ? number : node.unknownSize("turns", rows != null, true);
    var length = isFixed && number != null ? Axis.uniform(turns) : Axis.plain(turns);
    var outputs = new ArrayList<Value>();
    for (int place = 1; place < made.size(); place++) {
      boolean isState = place <= carried;
      if (!isState) {
        outputs.add(written(node, made.get(place).asData(node.label()), length, 0, rows));
        continue;
      }
      var state = settled.get(place);
      outputs.add(
          state.isSequence()
              ? CarriedSequences.left(
                  node,
                  place,
                  node.input(place + 1),
                  state.withObstacles(rows, Steps.mixed(reason(node))),
                  made.get(place),
                  turns)
              : written(node, state, null, 0, rows));
    }
    return outputs;
  }

  public static List<Value> scan(Node node) {
    var graph = node.graph("body");
    int scanned = (int) node.integer("num_scan_inputs", 0);
    int carried = node.inputs().size() - scanned;
    boolean isUnderstood = carried >= 0 && node.opset() >= SCAN_WITHOUT_BATCH;
    if (graph.isEmpty() || !isUnderstood || node.run().isTooDeep()) {
      return node.unknown(node.label() + " has a subgraph that the analysis does not cover");
    }
    var elements = new ArrayList<Value>();
    var length = Axis.ONE;
    String rows = null;
    for (int place = 0; place < scanned; place++) {
      var value = node.input(carried + place);
      if (value.axes() == null) {
        return node.unknown(node.label() + " runs over a tensor whose shape is unknown");
      }
      var given = node.integers("scan_input_axes");
      long axis = place < given.size() ? given.get(place) : 0;
      int over = Node.axis(axis, value.axes().size());
      length = value.axes().get(over);
      if (length.has(Kind.ROWS)) {
        rows = node.label() + " runs over the rows as if they were steps";
      }
      var axes = new ArrayList<>(value.axes());
      axes.remove(over);
      elements.add(new Value(axes, value.rowsObstacle(), Steps.mixed(reason(node)), null, null));
    }
    var first = new ArrayList<Value>();
    for (int place = 0; place < carried; place++) {
      first.add(plain(node.input(place)));
    }
    Body body =
        state ->
            node.run()
                .inner(graph.get(), Stream.concat(state.stream(), elements.stream()).toList());
    var state = settled(node, first, body, carried);
    if (state == null) {
      return node.unknown(
          node.label() + " carries values for which the analysis finds no fixed point");
    }
    var made = body.run(state);
    var outputs = new ArrayList<Value>();
    for (int place = 0; place < made.size(); place++) {
      boolean isState = place < carried;
      var value = isState ? state.get(place) : made.get(place).asData(node.label());
      var given = node.integers("scan_output_axes");
      int scan = place - carried;
      long axis = !isState && scan < given.size() ? given.get(scan) : 0;
      outputs.add(written(node, value, isState ? null : length, axis, rows));
    }
    return outputs;
  }

  /** Returns a loop's first value without its numbers, which change from round to round. */
  private static Value plain(Value value) {
    return new Value(
        value.axes(), value.rowsObstacle(), value.steps(), null, value.fill(), value.isSequence());
  }

  /**
   * Returns an output of a loop.
   *
   * @param length the axis of an output that is written once per iteration; null for a carried
   *     value
   */
  private static Value written(
      Node node, Value value, @Nullable Axis length, long axis, @Nullable String rows) {
    var obstacle = value.rowsObstacle() != null ? value.rowsObstacle() : rows;
    if (value.axes() == null || value.isSequence()) {
      return Value.unknown(obstacle == null ? reason(node) : obstacle);
    }
    var axes = new ArrayList<>(value.axes());
    if (length != null) {
      axes.add(Node.axis(axis, axes.size() + 1), length);
    }
    return Value.of(axes, obstacle, Steps.mixed(reason(node)), node.label());
  }
}
