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
 * A node of a graph as its rule sees it.
 *
 * @param proto the node
 * @param opset the version of its operators
 * @param inputs by place; null where an optional one is absent
 * @param run runs graphs inside
 */
public record Node(NodeProto proto, long opset, List<@Nullable Value> inputs, GraphRun run) {
  private static final Set<String> LETTERS = Set.of("LSTM", "RNN", "LpNormalization", "LpPool");

  String operator() {
    return proto.getOpType();
  }

  /** For people: "ReduceMax '/max'". */
  public String label() {
    if (!proto.getName().isEmpty()) {
      return operator() + " '" + proto.getName() + "'";
    }
    // Letters that are spoken one by one begin with a vowel's sound as well.
    boolean isVowel = !operator().isEmpty() && "AEIO".indexOf(operator().charAt(0)) >= 0;
    return (isVowel || LETTERS.contains(operator()) ? "an " : "a ") + operator();
  }

  /** A name for what this node alone makes: labels need not be of one node. */
  String unique() {
    return run.scope() + operator() + " to " + String.join(",", proto.getOutputList());
  }

  /**
   * A size that this node alone makes, and that is not known before it runs.
   *
   * @param what it is, of this node
   */
  public Size unknownSize(String what, boolean ofRows, boolean ofSteps) {
    var name = what + " of " + unique();
    return Size.of(new Size.Unknown(name, ofRows, ofSteps, run.isInside()));
  }

  /** The same node with another input. */
  Node with(int place, Value input) {
    var changed = new ArrayList<@Nullable Value>(inputs);
    changed.set(place, input);
    return new Node(proto, opset, changed, run);
  }

  boolean has(int place) {
    return place < inputs.size() && inputs.get(place) != null;
  }

  /** An input as data; unknown where it is absent. */
  Value input(int place) {
    var value = raw(place);
    return value == null ? Value.unknown(label() + " lacks an input") : value.asData(label());
  }

  /** An input with its numbers, which may be symbolic. */
  @Nullable Value raw(int place) {
    return place < inputs.size() ? inputs.get(place) : null;
  }

  /** The numbers of an input of shapes or indices, where they are known. */
  @Nullable List<Size> numbers(int place) {
    var value = raw(place);
    return value == null ? null : value.numbers();
  }

  /** All inputs that are there, as data. */
  List<Value> given() {
    return IntStream.range(0, inputs.size()).filter(this::has).mapToObj(this::input).toList();
  }

  /**
   * Axes or sizes, which newer versions of an operator take as an input and older ones as an
   * attribute; null where they are neither known nor absent.
   *
   * @param absent what they are where the node does not give them
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

  /** What all data that goes in has in the way of rows: the first obstacle, or none. */
  static @Nullable String rowsObstacle(List<Value> values) {
    return values.stream()
        .map(Value::rowsObstacle)
        .filter(obstacle -> obstacle != null)
        .findFirst()
        .orElse(null);
  }

  /** What is computed of all of them has to do with time. */
  Steps steps(List<Value> values) {
    return values.stream()
        .map(Value::steps)
        .reduce(Steps.CONSTANT, (one, other) -> one.with(other, mixing()));
  }

  /** A state or the last step is computed with what belongs elsewhere in time. */
  String mixing() {
    return label() + " combines a state or the last step with data of other steps";
  }

  /**
   * Something is made of all inputs whose rows, steps and axes are not followed; outputs hold what
   * obstacles there were.
   */
  public List<Value> unknown(String why) {
    var first = rowsObstacle(given());
    var obstacle = first != null ? first : why;
    return IntStream.range(0, Math.max(1, proto.getOutputCount()))
        .mapToObj(output -> Value.unknown(obstacle))
        .toList();
  }

  /** The axis that a number names; -1: none such, or the number is not known before it runs. */
  static int axis(Size number, int rank) {
    return number.isKnown() ? axis(number.factor(), rank) : -1;
  }

  /** Whether all inputs from one on are the same in every run; those that are absent are. */
  boolean isConstantFrom(int first) {
    return IntStream.range(first, inputs.size())
        .filter(this::has)
        .allMatch(place -> input(place).isConstant());
  }

  /** Whether it tells of its input's shape alone. */
  boolean tells() {
    return operator().equals("Shape") || operator().equals("Size");
  }

  /**
   * What is made, with the obstacles of all that goes in and is not followed by its numbers: a rule
   * may look at the inputs that it is about, and content comes in by all.
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

  /** The axis that a number names, counted from the end where it is negative; -1: none such. */
  static int axis(long number, int rank) {
    long axis = number < 0 ? number + rank : number;
    return axis >= 0 && axis < rank ? (int) axis : -1;
  }
}
