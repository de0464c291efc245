package dev.unroll.plan.mutant;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.SmallGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Nodes to be planted, in the words of the zoo's operator sets (14 to 20). Each method adds what it
 * says and returns the name of what comes out.
 */
final class MutantGraph {
  /** Sizes of 64 bits, as Slice takes them for the end. */
  static final long END = Long.MAX_VALUE;

  private final int opset;
  private final String prefix;
  private final List<NodeProto> nodes = new ArrayList<>();
  private int insides;

  /**
   * @param prefix of all names, so that none is in the graph already
   */
  MutantGraph(int opset, String prefix) {
    this.opset = opset;
    this.prefix = prefix;
  }

  int opset() {
    return opset;
  }

  List<NodeProto> nodes() {
    return nodes;
  }

  /** For a graph inside an operator: it may use what this one has made so far. */
  MutantGraph inside() {
    insides++;
    return new MutantGraph(opset, prefix + "inside" + insides + ".");
  }

  private String name(String operator) {
    return prefix + operator.toLowerCase(Locale.ROOT) + nodes.size();
  }

  /**
   * A node of one output.
   *
   * @param inputs with commas between
   */
  String node(String operator, String inputs, AttributeProto... attributes) {
    return node(operator, inputs, 1, attributes).get(0);
  }

  List<String> node(String operator, String inputs, int outputs, AttributeProto... attributes) {
    var node = NodeProto.newBuilder().setOpType(operator).addAllAttribute(List.of(attributes));
    if (!inputs.isEmpty()) {
      node.addAllInput(List.of(inputs.split(",", -1)));
    }
    for (int place = 0; place < outputs; place++) {
      node.addOutput(name(operator) + (place == 0 ? "" : "." + place));
    }
    nodes.add(node.build());
    return node.getOutputList();
  }

  /** Float32 weights; no sizes: a number. */
  String weights(List<Long> sizes, float... values) {
    var tensor = new SmallGraph().weight("", sizes, values).graph().getInitializer(0);
    return node("Constant", "", SmallGraph.tensor("value", tensor));
  }

  String number(double value) {
    return weights(List.of(), (float) value);
  }

  String integer(long value) {
    return node(
        "Constant", "", SmallGraph.tensor("value", SmallGraph.integerTensor("", List.of(), value)));
  }

  String integers(long... values) {
    var sizes = List.of((long) values.length);
    return node(
        "Constant", "", SmallGraph.tensor("value", SmallGraph.integerTensor("", sizes, values)));
  }

  String add(String one, String other) {
    return node("Add", one + "," + other);
  }

  /** {@code one + share x other}. */
  String plus(String one, double share, String other) {
    return add(one, times(other, share));
  }

  String times(String one, double factor) {
    return node("Mul", one + "," + number(factor));
  }

  String times(String one, String other) {
    return node("Mul", one + "," + other);
  }

  String divide(String one, String other) {
    return node("Div", one + "," + other);
  }

  String cast(String value, int type) {
    return node("Cast", value, SmallGraph.number("to", type));
  }

  String floats(String value) {
    return cast(value, SmallGraph.FLOAT32);
  }

  /** Whether it is above that number, as truth values. */
  String above(String value, double bound) {
    return node("Greater", value + "," + number(bound));
  }

  String where(String condition, String yes, String no) {
    return node("Where", condition + "," + yes + "," + no);
  }

  /** One of the reductions; the axes stay, with size 1. */
  String reduce(String operator, String value, int... axes) {
    return reduce(operator, value, true, axes);
  }

  /** The same over all axes to one number without axes. */
  String reduceAll(String operator, String value) {
    return reduce(operator, value, false);
  }

  /** The same without the axes that were reduced. */
  String reduceAway(String operator, String value, int... axes) {
    return reduce(operator, value, false, axes);
  }

  private String reduce(String operator, String value, boolean keep, int... axes) {
    var keeping = SmallGraph.number("keepdims", keep ? 1 : 0);
    var wide = Arrays.stream(axes).asLongStream().toArray();
    if (wide.length == 0) {
      return node(operator, value, keeping);
    }
    boolean asInput = operator.equals("ReduceSum") || opset >= 18;
    return asInput
        ? node(operator, value + "," + integers(wide), keeping)
        : node(operator, value, keeping, SmallGraph.numbers("axes", wide));
  }

  /** The size of an axis, as an integer without axes. */
  String size(String value, int axis) {
    return node("Gather", node("Shape", value) + "," + integer(axis), SmallGraph.number("axis", 0));
  }

  /** The same as a list of one integer. */
  String sizes(String value, int axis) {
    return node(
        "Gather", node("Shape", value) + "," + integers(axis), SmallGraph.number("axis", 0));
  }

  String slice(String value, int axis, long from, long to) {
    return node("Slice", value + "," + integers(from) + "," + integers(to) + "," + integers(axis));
  }

  String backwards(String value, int axis) {
    var bounds = integers(-1) + "," + integers(Long.MIN_VALUE) + "," + integers(axis);
    return node("Slice", value + "," + bounds + "," + integers(-1));
  }

  /**
   * Takes places along an axis.
   *
   * @param places a list of integers
   */
  String gather(String value, int axis, String places) {
    return node("Gather", value + "," + places, SmallGraph.number("axis", axis));
  }

  String concat(int axis, String... parts) {
    return node("Concat", String.join(",", parts), SmallGraph.number("axis", axis));
  }

  /** From 0 up along an axis: floats of rank {@code rank} that have size 1 on all other axes. */
  String positions(String value, int axis, int rank) {
    var range = node("Range", integer(0) + "," + size(value, axis) + "," + integer(1));
    return unsqueeze(floats(range), rank, axis);
  }

  /** To that rank: its axes, in order, become those; the others have size 1. */
  String unsqueeze(String value, int rank, Integer... axes) {
    var kept = List.of(axes);
    var added = new ArrayList<Long>();
    for (int axis = 0; axis < rank; axis++) {
      if (!kept.contains(axis)) {
        added.add((long) axis);
      }
    }
    return added.isEmpty()
        ? value
        : node(
            "Unsqueeze",
            value + "," + integers(added.stream().mapToLong(Long::longValue).toArray()));
  }

  String transpose(String value, long... order) {
    return node("Transpose", value, SmallGraph.numbers("perm", order));
  }

  /** With two axes in each other's place. */
  String swap(String value, int rank, int one, int other) {
    var order = new ArrayList<Long>();
    for (int axis = 0; axis < rank; axis++) {
      order.add((long) axis);
    }
    Collections.swap(order, one, other);
    return transpose(value, order.stream().mapToLong(Long::longValue).toArray());
  }

  /** The place before along an axis; zeros where there is none. */
  String before(String value, int axis) {
    return concat(axis, times(slice(value, axis, 0, 1), 0), slice(value, axis, 0, -1));
  }

  /** The place after along an axis; zeros where there is none. */
  String after(String value, int axis) {
    return concat(axis, slice(value, axis, 1, END), times(slice(value, axis, -1, END), 0));
  }
}
