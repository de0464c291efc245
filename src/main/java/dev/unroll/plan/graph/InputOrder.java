package dev.unroll.plan.graph;

import java.util.Arrays;
import java.util.List;

/** Which axis of the input comes first, as the model's owner configures it. */
public enum InputOrder {
  /** {@code [rows, steps, ...]}, or {@code [rows, ...]} without time. */
  BATCH_FIRST("batch-first"),
  /** {@code [steps, rows, ...]}, or {@code [steps, ...]} of a single row. */
  TIME_MAJOR("time-major");

  private final String label;

  InputOrder(String label) {
    this.label = label;
  }

  /** Returns the label in {@code model.yaml}. */
  public String label() {
    return label;
  }

  /** Returns the labels of all orders. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(InputOrder::label).toList();
  }

  /**
   * Returns the order with that label.
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

  /** Returns the order of an input with that layout. */
  public static InputOrder of(Layout layout) {
    return layout.timeAxis() == 0 ? TIME_MAJOR : BATCH_FIRST;
  }
}
