package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rules for operators that compute each result from all positions of some axes. */
public final class Reductions {
  /** The version from which a softmax is over one axis and not over all from one on. */
  private static final int SOFTMAX_OF_ONE_AXIS = 13;

  private Reductions() {}

  /** Handles sums, means and maxima over given axes, or over all axes. */
  public static List<Value> reduce(Node node) {
    var value = node.input(0);
    var given = node.numbersOr("axes", 1, List.of());
    if (value.axes() == null || given == null || !given.stream().allMatch(Size::isKnown)) {
      return node.unknown(node.label() + " reduces axes that are only known at run time");
    }
    if (given.isEmpty() && node.integer("noop_with_empty_axes", 0) == 1) {
      return List.of(Products.over(node, value, List.of(), value.axes()));
    }
    int rank = value.axes().size();
    var axes = new TreeSet<Integer>();
    given.forEach(axis -> axes.add(Node.axis(axis, rank)));
    if (given.isEmpty()) {
      IntStream.range(0, rank).forEach(axes::add);
    }
    var made = reduced(node, value, axes, node.integer("keepdims", 1) == 1);
    return List.of(axes.size() == rank ? made.withNumbers(numbers(node)) : made);
  }

  private static Value reduced(Node node, Value value, Set<Integer> over, boolean keeps) {
    var axes = new ArrayList<Axis>();
    var summed = new ArrayList<Axis>();
    var all = value.axes() == null ? List.<Axis>of() : value.axes();
    for (int place = 0; place < all.size(); place++) {
      if (!over.contains(place)) {
        axes.add(all.get(place));
        continue;
      }
      summed.add(all.get(place));
      if (keeps) {
        axes.add(Axis.ONE);
      }
    }
    return Products.over(node, value, summed, axes);
  }

  /**
   * Returns the product of a shape's numbers, which is a size; null for other operators or numbers.
   */
  private static @Nullable List<Size> numbers(Node node) {
    var numbers = node.numbers(0);
    boolean isProduct = numbers != null && node.operator().equals("ReduceProd");
    return isProduct && numbers != null ? List.of(Size.product(numbers)) : null;
  }

  /** Handles ArgMax and ArgMin: the index of the largest or smallest element along one axis. */
  public static List<Value> place(Node node) {
    var value = node.input(0);
    if (value.axes() == null) {
      return List.of(value);
    }
    int axis = Node.axis(node.integer("axis", 0), value.axes().size());
    var over = new TreeSet<>(List.of(axis));
    return List.of(reduced(node, value, over, node.integer("keepdims", 1) == 1));
  }

  /** Handles TopK: the largest elements along one axis, and their indices. */
  public static List<Value> top(Node node) {
    var value = node.input(0);
    if (value.axes() == null) {
      return List.of(value, value);
    }
    int axis = Node.axis(node.integer("axis", -1), value.axes().size());
    var count = node.numbersOr("k", 1, null);
    if (count == null || count.size() != 1 || axis < 0) {
      return node.unknown(
          node.label() + " takes a number of elements that is only known at run time");
    }
    var axes = new ArrayList<>(value.axes());
    var from = axes.set(axis, Axis.plain(count.get(0)));
    var made = Products.over(node, value, List.of(from), axes);
    return List.of(made, made);
  }

  /** Handles softmax over one axis, or over all axes from one on in older opsets. */
  public static List<Value> softmax(Node node) {
    return softmax(node, node.opset());
  }

  /**
   * @param opset the operator's version
   */
  static List<Value> softmax(Node node, long opset) {
    boolean isOne = opset >= SOFTMAX_OF_ONE_AXIS;
    var value = node.input(0);
    if (value.axes() == null) {
      return List.of(value);
    }
    int rank = value.axes().size();
    int axis = Node.axis(node.integer("axis", isOne ? -1 : 1), rank);
    return along(node, value, axis, isOne ? axis + 1 : rank);
  }

  public static List<Value> cumulative(Node node) {
    var value = node.input(0);
    var axis = node.numbers(1);
    if (value.axes() == null || axis == null || axis.size() != 1) {
      return node.unknown(node.label() + " adds along an axis that is only known at run time");
    }
    int place = Node.axis(axis.get(0), value.axes().size());
    return along(node, value, place, place + 1);
  }

  public static List<Value> lpNormalization(Node node) {
    var value = node.input(0);
    if (value.axes() == null) {
      return List.of(value);
    }
    int axis = Node.axis(node.integer("axis", -1), value.axes().size());
    return along(node, value, axis, axis + 1);
  }

  public static List<Value> layerNormalization(Node node) {
    var value = node.input(0);
    if (value.axes() == null) {
      return List.of(value, value, value);
    }
    int rank = value.axes().size();
    int first = Node.axis(node.integer("axis", -1), rank);
    var normal = along(node, value, first, rank).get(0);
    var made = Broadcasting.of(node, weighted(node, normal));
    return List.of(made);
  }

  /**
   * Handles SkipLayerNormalization: adds two tensors and normalises over the last axis. The fourth
   * output is their sum.
   */
  public static List<Value> skipNormalization(Node node) {
    var all = Broadcasting.of(node, node.given());
    if (all.axes() == null || all.axes().isEmpty()) {
      return node.unknown(node.label() + " normalises a tensor whose shape is unknown");
    }
    int last = all.axes().size() - 1;
    var made = along(node, all, last, last + 1).get(0);
    var unknown = Value.unknown(node.label() + " has an output that the analysis does not cover");
    return List.of(made, unknown, unknown, all);
  }

  private static List<Value> weighted(Node node, Value normal) {
    var values = new ArrayList<>(node.given());
    values.set(0, normal);
    return values;
  }

  /** Handles BatchNormalization in inference mode, which uses trained statistics. */
  public static List<Value> batchNormalization(Node node) {
    var value = node.input(0);
    boolean trains = node.integer("training_mode", 0) == 1 || node.proto().getOutputCount() > 1;
    if (trains || value.axes() == null) {
      return node.unknown(
          node.label() + " is in training mode or has an input whose shape is unknown");
    }
    if (!node.isConstantFrom(1)) {
      return node.unknown(
          node.label() + " normalises with weights that are computed from the input");
    }
    var channels = channels(value);
    return List.of(Products.over(node, value, channels, value.axes()));
  }

  /**
   * Returns the axis of channels. Each channel has weights of its own, so rows on that axis would
   * be treated by their position.
   */
  private static List<Axis> channels(Value value) {
    var axes = value.axes();
    return axes != null && axes.size() > 1 ? List.of(axes.get(1)) : List.of();
  }

  /**
   * Handles normalisation over all axes but the first two (rows and channels), or, in groups, over
   * channels too.
   */
  public static List<Value> instanceNormalization(Node node) {
    var value = node.input(0);
    if (value.axes() == null || value.axes().size() < 2) {
      return node.unknown(node.label() + " normalises a tensor whose shape is unknown");
    }
    if (!node.isConstantFrom(1)) {
      return node.unknown(
          node.label() + " normalises with weights that are computed from the input");
    }
    int first = node.operator().equals("GroupNormalization") ? 1 : 2;
    var over = new ArrayList<>(channels(value));
    over.addAll(value.axes().subList(first, value.axes().size()));
    return List.of(Products.over(node, value, over, value.axes()));
  }

  public static List<Value> meanVariance(Node node) {
    var value = node.input(0);
    if (value.axes() == null) {
      return List.of(value);
    }
    var given = node.integers("axes");
    var axes = given.isEmpty() ? List.of(0L, 2L, 3L) : given;
    var over = new ArrayList<Axis>();
    for (long axis : axes) {
      int place = Node.axis(axis, value.axes().size());
      if (place >= 0) {
        over.add(value.axes().get(place));
      }
    }
    return List.of(Products.over(node, value, over, value.axes()));
  }

  /** Returns a result whose elements each depend on all elements along some axes; the axes stay. */
  private static List<Value> along(Node node, Value value, int first, int end) {
    if (value.axes() == null || first < 0) {
      return node.unknown(node.label() + " works along an axis that does not exist");
    }
    var over = value.axes().subList(first, Math.min(end, value.axes().size()));
    return List.of(Products.over(node, value, over, value.axes()));
  }
}
