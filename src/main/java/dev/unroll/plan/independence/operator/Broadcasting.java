package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aligns the axes of tensors from the last one on, as ONNX's broadcasting does. Axes that are
 * aligned must be equal, or one must have size 1 or hold one value at all positions.
 */
final class Broadcasting {
  private final String label;
  private @Nullable String rowsObstacle;
  private Steps steps;

  /**
   * @param steps how the result depends on time, apart from its axes
   */
  private Broadcasting(String label, @Nullable String rowsObstacle, Steps steps) {
    this.label = label;
    this.rowsObstacle = rowsObstacle;
    this.steps = steps;
  }

  /** Returns the result of an element-wise operation on these tensors. */
  static Value of(Node node, List<Value> values) {
    return of(node, values, Node.rowsObstacle(values), node.steps(values));
  }

  static Value of(Node node, List<Value> values, @Nullable String rowsObstacle, Steps steps) {
    for (var value : values) {
      if (value.axes() == null) {
        var rows = value.rowsObstacle();
        return Value.unknown(
            rows == null ? node.label() + " has an input whose shape is unknown" : rows);
      }
    }
    var aligning = new Broadcasting(node.label(), rowsObstacle, steps);
    var axes = aligning.axes(values);
    return Value.of(axes, aligning.rowsObstacle, aligning.steps, node.label());
  }

  private List<Axis> axes(List<Value> values) {
    int rank = values.stream().mapToInt(Broadcasting::rank).max().orElse(0);
    var axes = new ArrayList<Axis>();
    for (int fromEnd = rank; fromEnd >= 1; fromEnd--) {
      var met = Axis.ONE;
      boolean uniform = true;
      for (var value : values) {
        int axis = rank(value) - fromEnd;
        if (axis >= 0 && value.axes() != null) {
          var next = value.axes().get(axis);
          met = meet(met, uniform, next, value.fill() != null);
          uniform &= value.fill() != null || next.isOne();
        }
      }
      axes.add(met);
    }
    return axes;
  }

  private static int rank(Value value) {
    return value.axes() == null ? 0 : value.axes().size();
  }

  /** Returns the longer of two axes. An axis of unknown size may have size 1. */
  private static Axis longer(Axis one, Axis other) {
    // The lesser of the steps and a number is compatible with the steps only where it equals them
    // or 1.
    if (one.equals(Axis.STEPS) && other.size().isUpToSteps()) {
      return one;
    }
    if (other.equals(Axis.STEPS) && one.size().isUpToSteps()) {
      return other;
    }
    if (other.size().isKnown()) {
      return other;
    }
    return one.size().isKnown() ? one : Axis.plain(one.size().computed("with", other.size()));
  }

  private Axis meet(Axis one, boolean oneIsUniform, Axis other, boolean otherIsUniform) {
    if (one.equals(other) || other.isOne()) {
      return one;
    }
    if (one.isOne()) {
      return other;
    }
    if (one.size().equals(other.size()) && (oneIsUniform || otherIsUniform)) {
      return oneIsUniform ? other : one;
    }
    boolean oneIsLabelled = !one.isPlain();
    if (one.has(Kind.ROWS) || other.has(Kind.ROWS)) {
      rowsObstacle =
          rowsObstacle == null
              ? label + " combines rows with data that belongs to no row"
              : rowsObstacle;
    }
    if (one.has(Kind.STEPS) || other.has(Kind.STEPS)) {
      steps =
          steps.is(Steps.Kind.MIXED)
              ? steps
              : Steps.mixed(label + " combines steps with data that belongs to no step");
    }
    return one.size().equals(other.size()) && oneIsLabelled ? one : longer(one, other);
  }
}
