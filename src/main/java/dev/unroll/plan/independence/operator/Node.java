package dev.unroll.plan.independence.operator;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A node as its rule sees it.
 *
 * @param proto the node
 * @param opset the version of its operators
 * @param inputs in the node's order; null where an optional input is absent
 * @param run the run that the node belongs to; it also runs subgraphs
 */
public record Node(NodeProto proto, long opset, List<@Nullable Value> inputs, GraphRun run) {
  private static final Set<String> LETTERS = Set.of("LSTM", "RNN", "LpNormalization", "LpPool");

  String operator() {
    return proto.getOpType();
  }

  /** Returns the node's name for messages: "ReduceMax '/max'", or "a ReduceMax" without a name. */
  public String label() {
    if (!proto.getName().isEmpty()) {
      return operator() + " '" + proto.getName() + "'";
    }
    // Abbreviations such as LSTM begin with a vowel sound.
    boolean isVowel = !operator().isEmpty() && "AEIO".indexOf(operator().charAt(0)) >= 0;
    return (isVowel || LETTERS.contains(operator()) ? "an " : "a ") + operator();
  }

  /** Returns a name that no other node has; labels may repeat. */
  String unique() {
    return run.scope() + operator() + " to " + String.join(",", proto.getOutputList());
  }

  /**
   * Returns a symbol for a size that only this node computes and that is only known at run time.
   *
   * @param what what the size is, unique within this node
   */
  public Size unknownSize(String what, boolean ofRows, boolean ofSteps) {
    var name = what + " of " + unique();
    return Size.of(new Size.Unknown(name, ofRows, ofSteps, run.isInside()));
  }

  /** Returns the same node with one input replaced. */
  Node with(int place, Value input) {
    var changed = new ArrayList<@Nullable Value>(inputs);
    changed.set(place, input);
    return new Node(proto, opset, changed, run);
  }

  boolean has(int place) {
    return place < inputs.size() && inputs.get(place) != null;
  }

  /** Returns an input as data, or an unknown value where the input is absent. */
  Value input(int place) {
    var value = raw(place);
    return value == null ? Value.unknown(label() + " lacks an input") : value.asData(label());
  }

  /** Returns an input with its numbers, which may be symbolic; null where the input is absent. */
  @Nullable Value raw(int place) {
    return place < inputs.size() ? inputs.get(place) : null;
  }

  /** Returns the numbers of an input that holds a shape or indices; null where they are unknown. */
  @Nullable List<Size> numbers(int place) {
    var value = raw(place);
    return value == null ? null : value.numbers();
  }

  /** Returns all inputs that are present, as data. */
  List<Value> given() {
    return IntStream.range(0, inputs.size()).filter(this::has).mapToObj(this::input).toList();
  }

  /**
   * Returns axes or sizes, which newer versions of an operator take as an input and older ones as
   * an attribute; null where the node has the input but its numbers are unknown.
   *
   * @param absent the default where the node has neither
   */
  @Nullable List<Size> numbersOr(String attribute, int place, @Nullable List<Size> absent) {
    if (has(place)) {
      return numbers(place);
    }
    var given = attribute(attribute);
    return given.isPresent() ? given.get().getIntsList().stream().map(Size::of).toList() : absent;
  }

  Optional<AttributeProto> attribute(String name) {
    return proto.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst();
  }

  public long integer(String name, long absent) {
    return attribute(name).map(AttributeProto::getI).orElse(absent);
  }

  String text(String name, String absent) {
    return attribute(name).map(attribute -> attribute.getS().toStringUtf8()).orElse(absent);
  }

  List<Long> integers(String name) {
    return attribute(name).map(AttributeProto::getIntsList).orElse(List.of());
  }

  Optional<GraphProto> graph(String name) {
    return attribute(name).filter(AttributeProto::hasG).map(AttributeProto::getG);
  }

  /** Returns the first rows obstacle of these values, or null where there is none. */
  static @Nullable String rowsObstacle(List<Value> values) {
    return values.stream()
        .map(Value::rowsObstacle)
        .filter(obstacle -> obstacle != null)
        .findFirst()
        .orElse(null);
  }

  /** Returns how a value that is computed from all of these depends on time. */
  Steps steps(List<Value> values) {
    return values.stream()
        .map(Value::steps)
        .reduce(Steps.CONSTANT, (one, other) -> one.with(other, mixing()));
  }

  /** Returns the obstacle for combining a state or the last step with data of other steps. */
  String mixing() {
    return label() + " combines a state or the last step with data of other steps";
  }

  /**
   * Returns unknown values for all outputs. The obstacle is the first one of the inputs, or else
   * the given reason.
   */
  public List<Value> unknown(String why) {
    var first = rowsObstacle(given());
    var obstacle = first != null ? first : why;
    return IntStream.range(0, Math.max(1, proto.getOutputCount()))
        .mapToObj(output -> Value.unknown(obstacle))
        .toList();
  }

  /**
   * Returns the axis that a number names; -1 where there is no such axis or the number is unknown.
   */
  static int axis(Size number, int rank) {
    return number.isKnown() ? axis(number.factor(), rank) : -1;
  }

  /**
   * Returns whether all inputs from this one on are constant; an absent input counts as constant.
   */
  boolean isConstantFrom(int first) {
    return IntStream.range(first, inputs.size())
        .filter(this::has)
        .allMatch(place -> input(place).isConstant());
  }

  /** Returns whether the operator reads only its input's shape. */
  boolean tells() {
    return operator().equals("Shape") || operator().equals("Size");
  }

  /**
   * Adds the obstacles of all inputs whose numbers are not followed to the outputs: a rule may look
   * at some inputs only, but the content of any input reaches the outputs.
   */
  List<Value> withObstacles(List<Value> made) {
    var content = new ArrayList<Value>();
    for (var value : inputs) {
      if (value != null && value.numbers() == null && value.fill() == null) {
        content.add(value);
      }
    }
    var rows = rowsObstacle(content);
    var steps =
        content.stream()
            .map(Value::steps)
            .filter(one -> one.is(Steps.Kind.MIXED))
            .findFirst()
            .orElse(Steps.CONSTANT);
    return made.stream().map(value -> value.withObstacles(rows, steps)).toList();
  }

  /**
   * Returns the axis that a number names, counted from the end where it is negative; -1 where there
   * is no such axis.
   */
  static int axis(long number, int rank) {
    long axis = number < 0 ? number + rank : number;
    return axis >= 0 && axis < rank ? (int) axis : -1;
  }
}
