package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules for quantized operators. With constant scales they behave like the operators on floats.
 * Dynamic quantization takes one scale for a whole tensor from its largest element, which may
 * belong to another row or step.
 */
public final class Quantizations {
  private Quantizations() {}

  /** Handles scales for the whole tensor or for each position of an axis. */
  public static List<Value> linear(Node node) {
    var value = node.input(0);
    if (value.axes() == null || node.integer("block_size", 0) != 0) {
      return node.unknown(
          node.label() + " has scales or an input that the analysis does not cover");
    }
    int rank = value.axes().size();
    int axis = Node.axis(node.integer("axis", 1), rank);
    var values = new ArrayList<Value>();
    values.add(value);
    for (int place = 1; place < node.inputs().size(); place++) {
      if (node.has(place)) {
        values.add(placed(node.input(place), axis, rank));
      }
    }
    return List.of(Broadcasting.of(node, values));
  }

  private static Value placed(Value scale, int axis, int rank) {
    if (scale.axes() == null || scale.axes().size() != 1 || scale.axes().get(0).isOne()) {
      return scale;
    }
    var axes = new ArrayList<>(Collections.nCopies(rank, Axis.ONE));
    axes.set(axis, scale.axes().get(0));
    return new Value(axes, scale.rowsObstacle(), scale.steps(), null, scale.fill());
  }

  /** Handles DynamicQuantizeLinear: returns the quantized tensor, its scale and its zero point. */
  public static List<Value> dynamic(Node node) {
    var value = node.input(0);
    var mixed = mixed(node, value);
    var scale = mixed(node, Value.constant(List.of()));
    return List.of(mixed, scale, scale);
  }

  /** Handles a product that quantizes its first input dynamically. */
  public static List<Value> dynamicMatMul(Node node) {
    var outputs = new ArrayList<Value>();
    Products.matMul(node).forEach(output -> outputs.add(mixed(node, output)));
    return outputs;
  }

  /** Handles a recurrent node that quantizes its input and its states dynamically. */
  public static List<Value> dynamicCell(Node node) {
    var outputs = new ArrayList<Value>();
    // Its recurrence weights have another order of axes: [directions, hidden, gates * hidden].
    var recurrence = node.input(2);
    if (recurrence.axes() == null || recurrence.axes().size() != 3) {
      return node.unknown(reason(node));
    }
    var inputs = new ArrayList<@Nullable Value>(node.inputs());
    inputs.set(
        2,
        Value.constant(
            List.of(recurrence.axes().get(0), recurrence.axes().get(2), recurrence.axes().get(1))));
    var turned = new Node(node.proto(), node.opset(), inputs, node.run());
    Recurrences.cell(turned).forEach(output -> outputs.add(mixed(node, output)));
    return outputs;
  }

  private static Value mixed(Node node, Value value) {
    var rows = value.rowsObstacle();
    return new Value(
        value.axes(), rows != null ? rows : reason(node), Steps.mixed(reason(node)), null, null);
  }

  private static String reason(Node node) {
    return node.label()
        + " takes one scale from all rows and steps of a run (dynamic quantisation)";
  }

  /** Handles QLinearMatMul with inputs {@code a, a_scale, a_zero, b, b_scale, b_zero, ...}. */
  public static List<Value> linearMatMul(Node node) {
    return Products.matMul(new Node(node.proto(), node.opset(), matrices(node), node.run()));
  }

  private static List<@Nullable Value> matrices(Node node) {
    var values = new ArrayList<@Nullable Value>();
    values.add(node.input(0));
    values.add(node.input(3));
    for (int place = 1; place < node.inputs().size(); place++) {
      if (place != 3 && node.has(place)) {
        values.add(node.input(place));
      }
    }
    return values;
  }

  /** {@code a, a_scale, a_zero, b, b_scale, b_zero, c, y_scale, y_zero}. */
  public static List<Value> linearGemm(Node node) {
    var made = Products.gemm(new Node(node.proto(), node.opset(), picked(node, 0, 3), node.run()));
    return List.of(scaled(node, made.get(0), 0, 3));
  }

  /** {@code x, x_scale, x_zero, w, w_scale, w_zero, y_scale, y_zero, bias}. */
  public static List<Value> linearConv(Node node) {
    return Convolutions.convolution(
        new Node(node.proto(), node.opset(), matrices(node), node.run()));
  }

  /** {@code y_scale, y_zero}, and for each tensor itself, its scale and its zero point. */
  public static List<Value> linearConcat(Node node) {
    var places = new int[(node.inputs().size() - 2) / 3];
    for (int place = 0; place < places.length; place++) {
      places[place] = 2 + 3 * place;
    }
    var tensors = picked(node, places);
    var made =
        Rearrangements.concat(new Node(node.proto(), node.opset(), tensors, node.run())).get(0);
    return List.of(scaled(node, made, places));
  }

  /** {@code x, x_scale, x_zero, y_scale, y_zero}. */
  public static List<Value> linearSoftmax(Node node) {
    var made = Reductions.softmax(node, node.integer("opset", 0)).get(0);
    return List.of(scaled(node, made, 0));
  }

  private static List<@Nullable Value> picked(Node node, int... places) {
    var values = new ArrayList<@Nullable Value>();
    for (int place : places) {
      values.add(node.input(place));
    }
    return values;
  }

  /** Combines a result with all other inputs: scales, zero points and a bias. */
  private static Value scaled(Node node, Value made, int... tensors) {
    var values = new ArrayList<Value>();
    values.add(made);
    for (int place = 0; place < node.inputs().size(); place++) {
      int one = place;
      if (node.has(place) && Arrays.stream(tensors).noneMatch(tensor -> tensor == one)) {
        values.add(node.input(place));
      }
    }
    return Broadcasting.of(node, values);
  }
}
