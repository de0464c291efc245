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
            "Rows are independent. Steps are too in the stage's direction, with all of a row's"
                + " steps and its states from the previous slice.",
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
            "Works over one axis, or over all from one on, by its attribute opset.",
            Quantizations::linearSoftmax,
            "",
            "QLinearSoftmax"),
        group(
            "element by element with fixed scales",
            "Each element of the result comes from the elements at its position.",
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
            "The condition must be the same for all rows. Steps are not granted unless it is"
                + " known.",
            ControlFlow::branch,
            "If",
            ""),
        group(
            "loops",
            "The number of iterations must be the same for all rows. Steps are not granted.",
            ControlFlow::loop,
            "Loop",
            ""),
        group(
            "loops over an axis",
            "Work over that axis. Steps are not granted.",
            ControlFlow::scan,
            "Scan",
            ""),
        group(
            "a sequence of no tensors",
            "Empty. Its first element decides the shape of all.",
            TensorSequences::empty,
            "SequenceEmpty",
            ""),
        group(
            "a sequence of tensors",
            "Granted for tensors of one shape, which do not change.",
            TensorSequences::construct,
            "SequenceConstruct",
            ""),
        group(
            "a tensor in pieces",
            "Granted for pieces of one size. Where these are single rows or steps, its"
                + " positions are the rows or steps.",
            TensorSequences::split,
            "SplitToSequence",
            ""),
        group(
            "one element more",
            "Works over its positions. A loop that inserts one per iteration makes as many as"
                + " it has iterations.",
            TensorSequences::insert,
            "SequenceInsert",
            ""),
        group(
            "one element less",
            "Works over its positions.",
            TensorSequences::erase,
            "SequenceErase",
            ""),
        group(
            "an element",
            "Works over the positions. Which one it is must be the same for all rows. The last"
                + " step alone comes from the last slice.",
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
            "The positions become an axis: a new one, or the outer part of one that the"
                + " elements have.",
            TensorSequences::concat,
            "ConcatFromSequence",
            ""));
  }
}
