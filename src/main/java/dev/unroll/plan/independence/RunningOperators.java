package dev.unroll.plan.independence;

import static dev.unroll.plan.independence.Operators.group;

import dev.unroll.plan.independence.Operators.Group;
import java.util.List;

/** The operators of {@link Operators} that run over steps, hold graphs, or take small integers. */
final class RunningOperators {
  private RunningOperators() {}

  static List<Group> groups() {
    return List.of(
        group(
            "recurrent nodes",
            "Rows are independent. Steps are, the way that the stage runs, with all of a row's steps and"
                + " its states from the slice before.",
            Recurrences::cell,
            "RNN GRU LSTM",
            ""),
        group(
            "fixed scales",
            "Element by element.",
            Quantizations::linear,
            "QuantizeLinear DequantizeLinear",
            "QuantizeLinear DequantizeLinear"),
        group(
            "products with fixed scales",
            "As products.",
            Quantizations::linearMatMul,
            "QLinearMatMul",
            ""),
        group(
            "a scale from the tensor",
            "One scale for all rows and steps: neither is granted.",
            Quantizations::dynamic,
            "DynamicQuantizeLinear",
            ""),
        group(
            "products with a scale from the tensor",
            "The same.",
            Quantizations::dynamicMatMul,
            "",
            "DynamicQuantizeMatMul"),
        group(
            "recurrent nodes with a scale from the tensor",
            "The same.",
            Quantizations::dynamicCell,
            "",
            "DynamicQuantizeLSTM"),
        group(
            "branches",
            "What decides must be the same for all rows; steps are not granted unless it is known.",
            ControlFlow::branch,
            "If",
            ""),
        group(
            "loops",
            "How often they turn must be the same for all rows; steps are not granted.",
            ControlFlow::loop,
            "Loop",
            ""),
        group(
            "loops over an axis",
            "Work over that axis; steps are not granted.",
            ControlFlow::scan,
            "Scan",
            ""));
  }
}
