package dev.unroll.plan.independence.operator;

import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rules for element-wise operators: each element comes from the elements at the same position of
 * the inputs.
 */
public final class Pointwise {
  private Pointwise() {}

  /** Handles an element-wise operation on all inputs. */
  public static List<Value> all(Node node) {
    return List.of(Broadcasting.of(node, node.given()));
  }

  /** Handles Identity. */
  public static List<Value> same(Node node) {
    var value = node.raw(0);
    return List.of(value == null ? Value.unknown(node.label() + " lacks an input") : value);
  }

  /** Handles Dropout, which is random in training mode and does nothing otherwise. */
  public static List<Value> dropout(Node node) {
    var training = node.numbers(2);
    boolean rests =
        !node.has(2) || (training != null && training.stream().allMatch(one -> one.is(0)));
    return rests
        ? List.of(node.input(0), node.input(0).withNumbers(null).withFill(null))
        : node.unknown(node.label() + " is random");
  }

  /** Handles arithmetic, which also computes shapes. */
  public static List<Value> arithmetic(Node node) {
    if (node.inputs().size() != 2) {
      return all(node);
    }
    var made = unchanged(node).orElseGet(() -> Broadcasting.of(node, node.given()));
    return List.of(numbered(node, made).withFill(fill(node)));
  }

  private static @Nullable Size fill(Node node) {
    var one = node.input(0).fill();
    var other = node.input(1).fill();
    if (one == null || other == null) {
      return null;
    }
    return switch (node.operator()) {
      case "Add" -> one.plus(other);
      case "Sub" -> one.minus(other);
      case "Mul" -> one.times(other);
      default -> null;
    };
  }

  /** Handles multiplication by one and addition of zero, which leave a state unchanged. */
  private static Optional<Value> unchanged(Node node) {
    long neutral =
        switch (node.operator()) {
          case "Mul", "Div" -> 1;
          case "Add", "Sub" -> 0;
          default -> Long.MIN_VALUE;
        };
    boolean commutes = node.operator().equals("Mul") || node.operator().equals("Add");
    var one = node.input(0);
    var other = node.input(1);
    if (other.isFilledWith(neutral) && sameAxes(node, one, other)) {
      return Optional.of(one);
    }
    return commutes && one.isFilledWith(neutral) && sameAxes(node, other, one)
        ? Optional.of(other)
        : Optional.empty();
  }

  private static boolean sameAxes(Node node, Value kept, Value neutral) {
    var both = Broadcasting.of(node, List.of(kept, neutral));
    return kept.axes() != null
        && kept.axes().equals(both.axes())
        && neutral.isConstant()
        && Objects.equals(both.rowsObstacle(), kept.rowsObstacle());
  }

  /** Returns the result with its numbers, where those of all inputs are known. */
  private static Value numbered(Node node, Value made) {
    // With fmod, Mod gives another remainder of negative numbers.
    var operation = node.integer("fmod", 0) == 1 ? null : operation(node.operator());
    var one = node.numbers(0);
    var other = node.numbers(1);
    if (operation == null || one == null || other == null) {
      return made;
    }
    int count = Math.max(one.size(), other.size());
    if (!isPaired(node, 0, 1) && one.size() != 1 && other.size() != 1) {
      return made;
    }
    var numbers = new ArrayList<Size>();
    for (int place = 0; place < count; place++) {
      var left = one.get(one.size() == 1 ? 0 : place);
      numbers.add(operation.apply(left, other.get(other.size() == 1 ? 0 : place)));
    }
    return shape(node, made).withNumbers(numbers);
  }

  /** Returns whether the numbers of two inputs pair one by one; a column and a row do not. */
  private static boolean isPaired(Node node, int place, int otherPlace) {
    var one = node.raw(place);
    var other = node.raw(otherPlace);
    return one != null && other != null && one.axes() != null && one.axes().equals(other.axes());
  }

  /**
   * Returns a constant of the result's shape: numbers that are followed are not data until a node
   * computes with them.
   */
  private static Value shape(Node node, Value made) {
    return made.axes() == null ? made : Value.of(made.axes(), null, Steps.CONSTANT, node.label());
  }

  private static @Nullable BinaryOperator<Size> operation(String operator) {
    return switch (operator) {
      case "Add" -> Size::plus;
      case "Sub" -> Size::minus;
      case "Mul" -> Size::times;
      case "Div" -> Pointwise::quotient;
      case "Mod" -> Pointwise::remainder;
      case "Max" -> (one, other) -> extreme("max", one, other);
      case "Min" -> (one, other) -> extreme("min", one, other);
      default -> null;
    };
  }

  private static Size quotient(Size one, Size other) {
    if (one.isKnown() && other.isKnown() && other.factor() != 0) {
      return Size.of(one.factor() / other.factor());
    }
    return one.over(other).orElseGet(() -> one.computed("/", other));
  }

  private static Size remainder(Size one, Size other) {
    return one.isKnown() && other.isKnown() && other.factor() > 0 && one.factor() >= 0
        ? Size.of(one.factor() % other.factor())
        : one.computed("%", other);
  }

  private static Size extreme(String operation, Size one, Size other) {
    if (one.isKnown() && other.isKnown()) {
      boolean isOne = operation.equals("max") == one.factor() >= other.factor();
      return isOne ? one : other;
    }
    return one.equals(other) ? one : one.computed(operation, other);
  }

  /** Handles comparisons; between shapes the outcome is often known. */
  public static List<Value> comparison(Node node) {
    var made = Broadcasting.of(node, node.given());
    var one = node.numbers(0);
    var other = node.numbers(1);
    if (one == null || other == null || (!isPaired(node, 0, 1) && other.size() != 1)) {
      return List.of(made);
    }
    var numbers = new ArrayList<Size>();
    for (int place = 0; place < one.size(); place++) {
      var told = compare(node.operator(), one.get(place), other.get(other.size() == 1 ? 0 : place));
      if (told.isEmpty()) {
        return List.of(made);
      }
      numbers.add(Size.of(told.get() ? 1 : 0));
    }
    return List.of(shape(node, made).withNumbers(numbers));
  }

  private static Optional<Boolean> compare(String operator, Size one, Size other) {
    if (one.isKnown() && other.isKnown()) {
      long left = one.factor();
      long right = other.factor();
      return switch (operator) {
        case "Equal" -> Optional.of(left == right);
        case "Less" -> Optional.of(left < right);
        case "LessOrEqual" -> Optional.of(left <= right);
        case "Greater" -> Optional.of(left > right);
        case "GreaterOrEqual" -> Optional.of(left >= right);
        default -> Optional.empty();
      };
    }
    boolean isNumber = other.isKnown() && other.factor() <= 0 && one.isPositive();
    if (isNumber && operator.equals("Equal")) {
      return Optional.of(false);
    }
    return isNumber && operator.equals("Greater") ? Optional.of(true) : Optional.empty();
  }

  /** Handles Where: one of two tensors, by a condition. */
  public static List<Value> where(Node node) {
    var made = Broadcasting.of(node, node.given());
    var condition = node.numbers(0);
    if (condition == null || condition.isEmpty() || !condition.stream().allMatch(Size::isKnown)) {
      return List.of(made);
    }
    boolean isOne = condition.stream().noneMatch(one -> one.is(0));
    boolean isOther = condition.stream().allMatch(one -> one.is(0));
    var kept = isOne ? node.raw(1) : isOther ? node.raw(2) : null;
    if (kept != null && kept.axes() != null && kept.axes().equals(made.axes())) {
      return List.of(kept);
    }
    return List.of(chosen(node, made, condition));
  }

  /** Returns the choice with its numbers, where those of both tensors are known. */
  private static Value chosen(Node node, Value made, List<Size> condition) {
    var one = node.numbers(1);
    var other = node.numbers(2);
    if (one == null || other == null || made.axes() == null) {
      return made;
    }
    var numbers = new ArrayList<Size>();
    for (int place = 0; place < condition.size(); place++) {
      var from = condition.get(place).is(0) ? other : one;
      if (from.size() != 1 && !isPaired(node, 0, condition.get(place).is(0) ? 2 : 1)) {
        return made;
      }
      numbers.add(from.get(from.size() == 1 ? 0 : place));
    }
    return Value.of(made.axes(), null, Steps.CONSTANT, node.label()).withNumbers(numbers);
  }

  /** Handles Cast. */
  public static List<Value> cast(Node node) {
    var value = node.raw(0);
    if (value == null) {
      return node.unknown(node.label() + " lacks an input");
    }
    long to = node.integer("to", 0);
    boolean floats =
        to == DataType.FLOAT_VALUE
            || to == DataType.FLOAT16_VALUE
            || to == DataType.DOUBLE_VALUE
            || to == DataType.BFLOAT16_VALUE;
    boolean integers =
        to == DataType.INT64_VALUE || to == DataType.INT32_VALUE || to == DataType.BOOL_VALUE;
    boolean isTruth =
        to == DataType.BOOL_VALUE
            && value.numbers() != null
            && value.numbers().stream().allMatch(number -> number.is(0) || number.is(1));
    var data = node.input(0);
    if (floats) {
      return List.of(data.withNumbers(null));
    }
    // A small integer type would truncate numbers.
    boolean keeps =
        integers
            && (to != DataType.BOOL_VALUE || isTruth)
            && (to != DataType.INT32_VALUE || isShort(value))
            && isWhole(value);
    var cast = keeps ? value : data.withSteps(data.steps().computed(node.mixing()));
    return List.of(keeps ? cast : cast.withNumbers(null).withFill(null));
  }

  /** Returns whether all numbers fit into int32, where an open end of int64 would become -1. */
  private static boolean isShort(Value value) {
    var numbers = value.numbers();
    return numbers == null
        || numbers.stream().allMatch(one -> Math.abs(one.factor()) <= Integer.MAX_VALUE);
  }

  /** Returns whether the known elements are whole numbers, which a cast to integers keeps. */
  private static boolean isWhole(Value value) {
    var fill = value.fill();
    return value.numbers() != null
        || (fill != null && (fill.isKnown() || fill.ofRows() || fill.ofSteps()));
  }
}
