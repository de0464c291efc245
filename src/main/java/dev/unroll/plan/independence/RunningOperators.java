package dev.unroll.plan.independence;

import static dev.unroll.plan.independence.Operators.group;

import dev.unroll.plan.independence.Operators.Group;
import dev.unroll.plan.independence.operator.ControlFlow;
import dev.unroll.plan.independence.operator.Pointwise;
import dev.unroll.plan.independence.operator.Quantizations;
import dev.unroll.plan.independence.operator.Recurrences;
import dev.unroll.plan.independence.operator.TensorSequences;
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
            "products of matrices with fixed scales",
            "The same.",
            Quantizations::linearGemm,
            "",
            "QGemm"),
        group(
            "convolutions with fixed scales",
            "As convolutions.",
            Quantizations::linearConv,
            "QLinearConv",
            ""),
        group(
            "side by side with fixed scales",
            "Works over the axis that grows.",
            Quantizations::linearConcat,
            "",
            "QLinearConcat"),
        group(
            "softmax with fixed scales",
            "Over one axis, or all from one on, as its attribute opset says.",
            Quantizations::linearSoftmax,
            "",
            "QLinearSoftmax"),
        group(
            "element by element with fixed scales",
            "Each element of the result comes from the elements at its place.",
            Pointwise::all,
            "",
            "QLinearAdd QLinearMul QLinearSigmoid QLinearLeakyRelu"),
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
            ""),
        group(
            "a sequence of no tensors",
            "Holds nothing: its first element says of what shape all are.",
            TensorSequences::empty,
            "SequenceEmpty",
            ""),
        group(
            "a sequence of tensors",
            "Of tensors of one shape, which stay what they are.",
            TensorSequences::construct,
            "SequenceConstruct",
            ""),
        group(
            "a tensor in pieces",
            "In pieces of one size. Where these are single rows or steps, its places are the rows or"
                + " steps.",
            TensorSequences::split,
            "SplitToSequence",
            ""),
        group(
            "one element more",
            "Works over its places. A loop that inserts one a turn makes as many as it turns.",
            TensorSequences::insert,
            "SequenceInsert",
            ""),
        group(
            "one element less",
            "Works over its places.",
            TensorSequences::erase,
            "SequenceErase",
            ""),
        group(
            "an element",
            "Works over the places; which one it is must be the same for all rows. The last step alone"
                + " is what the last slice makes.",
            TensorSequences::at,
            "SequenceAt",
            ""),
        group(
            "how many elements",
            "Follows the number.",
            TensorSequences::length,
            "SequenceLength",
            ""),
        group(
            "elements side by side",
            "The places become an axis: a new one, or the outer part of one that the elements have.",
            TensorSequences::concat,
            "ConcatFromSequence",
            ""));
  }
}
