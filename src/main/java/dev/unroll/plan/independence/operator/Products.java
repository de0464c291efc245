package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for matrix products and what is built from them. */
public final class Products {
  private Products() {}

  /** Adds the obstacles of a computation over some axes. */
  static Value over(Node node, Value value, List<Axis> summed, List<Axis> axes) {
    var rows = value.rowsObstacle();
    var steps = value.steps().computed(node.mixing());
    for (var axis : summed) {
      if (rows == null && (axis.has(Kind.ROWS) || axis.size().ofRows())) {
        rows = node.label() + " computes over all rows of a run";
      }
      if (!steps.is(Steps.Kind.MIXED) && (axis.has(Kind.STEPS) || axis.size().ofSteps())) {
        steps = Steps.mixed(node.label() + " computes over all steps");
      }
    }
    return Value.of(axes, rows, steps, node.label());
  }

  private static Value mixed(Node node, List<Value> values, List<Axis> summed, List<Axis> axes) {
    var all = new Value(axes, Node.rowsObstacle(values), node.steps(values), null, null);
    return over(node, all, summed, axes);
  }

  /**
   * Handles matrix products. The first two inputs are matrices; the others are zero points and
   * scales.
   */
  public static List<Value> matMul(Node node) {
    var one = node.input(0).axes();
    var other = node.input(1).axes();
    boolean turnsBatch = node.integer("transBatchA", 0) != 0 || node.integer("transBatchB", 0) != 0;
    if (one == null || other == null || one.isEmpty() || other.isEmpty() || turnsBatch) {
      return node.unknown(
          node.label() + " multiplies tensors whose shapes the analysis does not cover");
    }
    boolean isVector = one.size() == 1;
    boolean byVector = other.size() == 1;
    var left = isVector ? List.of(Axis.ONE, one.get(0)) : turned(node, "transA", one);
    var right = byVector ? List.of(other.get(0), Axis.ONE) : turned(node, "transB", other);
    var batch =
        Broadcasting.of(
            node,
            List.of(
                Value.constant(left.subList(0, left.size() - 2)),
                Value.constant(right.subList(0, right.size() - 2))));
    if (batch.axes() == null) {
      return node.unknown(
          node.label() + " multiplies tensors whose shapes the analysis does not cover");
    }
    var axes = new ArrayList<>(batch.axes());
    if (!isVector) {
      axes.add(left.get(left.size() - 2));
    }
    if (!byVector) {
      axes.add(right.get(right.size() - 1));
    }
    var summed = List.of(left.get(left.size() - 1), right.get(right.size() - 2));
    var values = new ArrayList<>(node.given());
    values.add(batch);
    var rows = Node.rowsObstacle(values);
    var all = new Value(axes, rows, node.steps(values), null, null);
    var made = over(node, all, summed, axes);
    return List.of(over(node, made, beside(node), axes));
  }

  private static List<Axis> turned(Node node, String attribute, List<Axis> axes) {
    if (node.integer(attribute, 0) == 0) {
      return axes;
    }
    var turned = new ArrayList<>(axes);
    Collections.swap(turned, axes.size() - 1, axes.size() - 2);
    return turned;
  }

  /**
   * Returns the axes of scales, zero points and biases, which belong to positions of the product.
   */
  private static List<Axis> beside(Node node) {
    return node.given().stream()
        .skip(2)
        .flatMap(value -> value.axes() == null ? Stream.of() : value.axes().stream())
        .toList();
  }

  /** Handles self-attention without masks or past steps. */
  public static List<Value> attention(Node node) {
    var in = node.input(0).axes();
    var weights = node.input(1).axes();
    boolean isPlain = IntStream.range(3, node.inputs().size()).noneMatch(node::has);
    if (in == null
        || in.size() != 3
        || weights == null
        || weights.size() != 2
        || !isPlain
        || !node.isConstantFrom(1)
        || !node.integers("qkv_hidden_sizes").isEmpty()) {
      return node.unknown(node.label() + " has inputs that the analysis does not cover");
    }
    // Queries, keys and values have a third of the columns each.
    var width = weights.get(1).size().over(Size.of(3));
    if (width.isEmpty()) {
      return node.unknown(node.label() + " has inputs that the analysis does not cover");
    }
    var axes = List.of(in.get(0), in.get(1), Axis.plain(width.get()));
    return List.of(mixed(node, node.given(), in.subList(1, 3), axes));
  }

  public static List<Value> gemm(Node node) {
    var one = node.input(0).axes();
    var other = node.input(1).axes();
    if (one == null || other == null || one.size() != 2 || other.size() != 2) {
      return node.unknown(
          node.label() + " multiplies tensors whose shapes the analysis does not cover");
    }
    int left = node.integer("transA", 0) == 1 ? 1 : 0;
    int right = node.integer("transB", 0) == 1 ? 0 : 1;
    var axes = List.of(one.get(left), other.get(right));
    var summed = List.of(one.get(1 - left), other.get(1 - right));
    var product = mixed(node, List.of(node.input(0), node.input(1)), summed, axes);
    return List.of(node.has(2) ? Broadcasting.of(node, List.of(product, node.input(2))) : product);
  }

  /** Handles Einsum equations such as {@code bth,hk->btk}. */
  public static List<Value> einsum(Node node) {
    var equation = node.text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    if (arrow < 0 || equation.contains(".")) {
      return node.unknown(node.label() + " has an equation that the analysis does not cover");
    }
    var terms = equation.substring(0, arrow).split(",", -1);
    var axes = lettered(terms, node.given());
    if (axes == null) {
      return node.unknown(node.label() + " has an equation that does not fit its inputs");
    }
    var wanted = equation.substring(arrow + 2);
    var made = new ArrayList<Axis>();
    for (int place = 0; place < wanted.length(); place++) {
      made.add(axes.getOrDefault(wanted.charAt(place), Axis.ONE));
    }
    var summed =
        axes.entrySet().stream()
            .filter(entry -> wanted.indexOf(entry.getKey()) < 0)
            .map(Map.Entry::getValue)
            .toList();
    return List.of(mixed(node, node.given(), summed, made));
  }

  /** Returns the axis for each letter; null where a letter stands for two different axes. */
  private static @Nullable Map<Character, Axis> lettered(String[] terms, List<Value> values) {
    var axes = new LinkedHashMap<Character, Axis>();
    if (terms.length != values.size()) {
      return null;
    }
    for (int place = 0; place < terms.length; place++) {
      var own = values.get(place).axes();
      if (own == null || own.size() != terms[place].length()) {
        return null;
      }
      for (int axis = 0; axis < own.size(); axis++) {
        var letter = terms[place].charAt(axis);
        var before = axes.put(letter, own.get(axis));
        if (before != null && !before.equals(own.get(axis))) {
          return null;
        }
      }
    }
    return axes;
  }
}
