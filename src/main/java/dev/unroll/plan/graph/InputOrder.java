package dev.unroll.plan.graph;

import java.util.Arrays;
import java.util.List;

/** Which axis of the input comes first, where a model's owner says so. */
public enum InputOrder {
  /** {@code [rows, steps, ...]}, or {@code [rows, ...]} without time. */
  BATCH_FIRST("batch-first"),
  /** {@code [steps, rows, ...]}, or {@code [steps, ...]} of a single row. */
  TIME_MAJOR("time-major");

  private final String label;

  InputOrder(String label) {
    this.label = label;
  }

  /** The word in {@code model.yaml}. */
  public String label() {
    return label;
  }

  /** The labels of all orders. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(InputOrder::label).toList();
  }

  /**
   * The order of that label.
   *
   * @throws IllegalArgumentException naming the label and those allowed
   */
  public static InputOrder of(String label) {
    return Arrays.stream(values())
        .filter(order -> order.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'" + label + "' is not a layout; allowed: " + String.join(", ", labels())));
  }

  /** The order of an input that is laid out so. */
  public static InputOrder of(Layout layout) {
    return layout.timeAxis() == 0 ? TIME_MAJOR : BATCH_FIRST;
  }
}
