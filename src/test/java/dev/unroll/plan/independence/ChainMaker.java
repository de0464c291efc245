package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;
import static dev.unroll.onnx.SmallGraph.text;

import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Strings random operators together. It keeps count of axes as somebody would who knows the sizes;
 * what ONNX Runtime refuses nevertheless is no graph.
 */
final class ChainMaker {
  private static final String ANY = "?";

  private final Random random;
  private final OperatorCase chain;
  private String current = "x";
  private List<String> sizes;
  private int made;

  private ChainMaker(Random random, String title) {
    this.random = random;
    this.chain = OperatorCase.of("chain", title);
    var layout = List.of("b t 4", "t b 4", "b 4 t", "b t 2 2", "b t 4", "t b 3").get(pick(6));
    this.sizes = List.of(layout.split(" ", -1));
    chain.x(layout).integers("minus", -1).integers("one", 1).integers("zero", 0);
    chain.node("Shape", "x", "shape");
  }

  static OperatorCase chain(long seed) {
    var random = new Random(seed);
    var maker = new ChainMaker(random, "number " + seed);
    int length = 1 + maker.pick(6);
    for (int node = 0; node < length; node++) {
      maker.next();
    }
    maker.chain.node("Identity", maker.current, "y").out("y");
    return maker.chain.grants(true, Time.EACH);
  }

  private int pick(int bound) {
    return random.nextInt(bound);
  }

  private String name() {
    return "v" + ++made;
  }

  private void becomes(String value, List<String> newSizes) {
    current = value;
    sizes = List.copyOf(newSizes);
  }

  private void next() {
    int rank = sizes.size();
    if (rank == 0) {
      return;
    }
    int axis = pick(rank);
    switch (pick(22)) {
      case 0, 1 -> pointwise();
      case 2 -> transpose();
      case 3 -> reduce(axis);
      case 4 -> along(axis);
      case 5 -> product();
      case 6 -> mergeAxes();
      case 7 -> partAgain();
      case 8 -> gather(axis);
      case 9 -> slice(axis);
      case 10 -> concat(axis);
      case 11 -> unsqueeze();
      case 12 -> flatten();
      case 13 -> expand();
      case 14 -> pad(axis);
      case 15 -> recur();
      case 16 -> convolve();
      case 17 -> branch();
      case 18 -> together(axis);
      case 19, 20 -> sequence(axis);
      default -> split(axis);
    }
  }

  private void pointwise() {
    var to = name();
    chain.node(List.of("Relu", "Tanh", "Neg", "Sign", "Identity").get(pick(5)), current, to);
    current = to;
  }

  private void transpose() {
    var order = new ArrayList<Integer>();
    for (int axis = 0; axis < sizes.size(); axis++) {
      order.add(axis);
    }
    java.util.Collections.shuffle(order, random);
    var to = name();
    chain.node(
        "Transpose", current, to, numbers("perm", order.stream().mapToLong(at -> at).toArray()));
    becomes(to, order.stream().map(sizes::get).toList());
  }

  private void reduce(int axis) {
    var to = name();
    boolean keeps = random.nextBoolean();
    var operator = List.of("ReduceMax", "ReduceMean", "ReduceL2", "ReduceMin").get(pick(4));
    chain.node(operator, current, to, numbers("axes", axis), number("keepdims", keeps ? 1 : 0));
    var left = new ArrayList<>(sizes);
    left.remove(axis);
    if (keeps) {
      left.add(axis, "1");
    }
    becomes(to, left);
  }

  private void along(int axis) {
    var to = name();
    switch (pick(3)) {
      case 0 -> chain.node("Softmax", current, to, number("axis", axis));
      case 1 -> chain.node("LpNormalization", current, to, number("axis", axis));
      default -> {
        chain.integer("at" + to, axis);
        chain.node("CumSum", current + ",at" + to, to);
      }
    }
    current = to;
  }

  private void product() {
    var last = sizes.get(sizes.size() - 1);
    if (!Character.isDigit(last.charAt(0))) {
      return;
    }
    var to = name();
    chain.weight("w" + to, Long.parseLong(last), 4).node("MatMul", current + ",w" + to, to);
    var left = new ArrayList<>(sizes);
    left.set(left.size() - 1, "4");
    becomes(to, left);
  }

  private void mergeAxes() {
    if (sizes.size() < 2) {
      return;
    }
    var to = name();
    int at = pick(sizes.size() - 1);
    var shape = new long[sizes.size() - 1];
    var left = new ArrayList<>(sizes);
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = axis < at ? 0 : axis == at ? -1 : known(sizes.get(axis + 1));
      if (shape[axis] == Long.MIN_VALUE) {
        return;
      }
    }
    left.set(at, ANY);
    left.remove(at + 1);
    chain.integers("s" + to, shape).node("Reshape", current + ",s" + to, to);
    becomes(to, left);
  }

  private static long known(String size) {
    return Character.isDigit(size.charAt(0)) ? Long.parseLong(size) : Long.MIN_VALUE;
  }

  /** Shaped as the input was, or its first two axes turned round. */
  private void partAgain() {
    var to = name();
    chain.integers("o" + to, pick(3) > 0 ? new long[] {0, 1} : new long[] {1, 0});
    chain.node("Gather", "shape,o" + to, "f" + to);
    chain.node("Concat", "f" + to + ",minus", "s" + to, number("axis", 0));
    chain.node("Reshape", current + ",s" + to, to);
    becomes(to, List.of(ANY, ANY, ANY));
  }

  private void gather(int axis) {
    var to = name();
    chain.integer("i" + to, List.of(-1L, 0L).get(pick(2)));
    chain.node("Gather", current + ",i" + to, to, number("axis", axis));
    var left = new ArrayList<>(sizes);
    left.remove(axis);
    becomes(to, left);
  }

  private void slice(int axis) {
    var to = name();
    // None leaves nothing: on empty tensors some operators of ONNX Runtime divide by zero.
    long[][] ranges = {{0, Long.MAX_VALUE}, {-1, Long.MAX_VALUE}, {0, 1}, {-2, Long.MAX_VALUE}};
    var range = ranges[pick(4)];
    chain.integers("s" + to, range[0]).integers("e" + to, range[1]).integers("a" + to, axis);
    chain.node("Slice", current + ",s" + to + ",e" + to + ",a" + to, to);
    var left = new ArrayList<>(sizes);
    left.set(axis, ANY);
    becomes(to, left);
  }

  private void concat(int axis) {
    var to = name();
    chain.node("Concat", current + "," + current, to, number("axis", axis));
    var left = new ArrayList<>(sizes);
    left.set(axis, known(sizes.get(axis)) > 0 ? "" + 2 * known(sizes.get(axis)) : ANY);
    becomes(to, left);
  }

  private void unsqueeze() {
    var to = name();
    int at = pick(sizes.size() + 1);
    chain.integers("a" + to, at).node("Unsqueeze", current + ",a" + to, to);
    var more = new ArrayList<>(sizes);
    more.add(at, "1");
    becomes(to, more);
  }

  private void flatten() {
    var to = name();
    chain.node("Flatten", current, to, number("axis", pick(2 * sizes.size() + 1) - sizes.size()));
    becomes(to, List.of(ANY, ANY));
  }

  private void expand() {
    var to = name();
    chain.node("Shape", current, "s" + to);
    switch (pick(3)) {
      case 0 -> chain.node("Expand", "e" + to + ",s" + to, "m" + to).weight("e" + to, 1);
      case 1 -> chain.node("ConstantOfShape", "s" + to, "m" + to);
      // Expand itself takes shapes that do not fit.
      default -> chain.node("Identity", "x", "m" + to);
    }
    chain.node("Add", current + ",m" + to, to);
    current = to;
  }

  private void pad(int axis) {
    var to = name();
    var pads = new long[2 * sizes.size()];
    pads[axis] = 1;
    pads[sizes.size() + axis] = random.nextBoolean() ? -1 : 0;
    chain.integers("p" + to, pads).node("Pad", current + ",p" + to, to);
    var left = new ArrayList<>(sizes);
    left.set(axis, pads[sizes.size() + axis] == 0 ? ANY : sizes.get(axis));
    becomes(to, left);
  }

  private void recur() {
    long width = sizes.size() == 3 ? known(sizes.get(2)) : -1;
    if (width < 1 || chain.feeds.size() > 1) {
      return;
    }
    var to = name();
    chain.weight("w" + to, 1, 9, width).weight("r" + to, 1, 9, 3);
    chain.feed("h", "1 b 3", Role.STATE, Content.FLOATS, "yh");
    chain.node(
        "GRU",
        current + ",w" + to + ",r" + to + ",,,h",
        "g" + to + ",yh",
        number("hidden_size", 3),
        text("direction", pick(4) > 0 ? "forward" : "reverse"));
    chain.node("Squeeze", "g" + to + ",one", to).out("yh");
    becomes(to, List.of(sizes.get(0), sizes.get(1), "3"));
  }

  private void convolve() {
    long channels = sizes.size() == 3 ? known(sizes.get(1)) : -1;
    if (channels < 1) {
      return;
    }
    var to = name();
    int reach = random.nextBoolean() ? 1 : 3;
    chain.weight("w" + to, 4, channels, reach);
    chain.node("Conv", current + ",w" + to, to, numbers("pads", reach / 2, reach / 2));
    becomes(to, List.of(sizes.get(0), "4", sizes.get(2)));
  }

  /** By a number that all rows have made. */
  private void branch() {
    var to = name();
    chain.node("ReduceMean", current, "m" + to, number("keepdims", 0)).fraction("n" + to, 0.1f);
    chain.node("Greater", "m" + to + ",n" + to, "p" + to);
    chain.node("Neg", current, "q" + to).node("Where", "p" + to + "," + current + ",q" + to, to);
    current = to;
  }

  /** With what one place of an axis says. */
  private void together(int axis) {
    var to = name();
    chain.integers("i" + to, pick(2) - 1L);
    chain.node("Gather", current + ",i" + to, "g" + to, number("axis", axis));
    chain.node(List.of("Add", "Mul", "Max").get(pick(3)), current + ",g" + to, to);
    current = to;
  }

  private void sequence(int axis) {
    var to = name();
    var link = new ChainSequences(random, chain, to, axis, sizes);
    link.link(current);
    becomes(to, link.sizes());
  }

  private void split(int axis) {
    long size = known(sizes.get(axis));
    if (size < 2) {
      return;
    }
    var to = name();
    chain.integers("s" + to, 1, size - 1);
    chain.node("Split", current + ",s" + to, to + ",o" + to, number("axis", axis));
    var left = new ArrayList<>(sizes);
    left.set(axis, "1");
    becomes(to, left);
  }
}
