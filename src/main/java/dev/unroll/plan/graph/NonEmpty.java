package dev.unroll.plan.graph;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which values of a graph have elements, whatever its input says. An input has: a row has a step at
 * least. Most operators make something of something; those that may leave nothing are the ones that
 * cut, pick by a condition, move a window, or make a size that is computed.
 */
final class NonEmpty {
  /** Something comes out where something goes in, by all inputs. */
  private static final Set<String> KEEPING =
      Set.of(
          "Abs",
          "Add",
          "And",
          "BatchNormalization",
          "Cast",
          "Ceil",
          "Clip",
          "Concat",
          "Cos",
          "CumSum",
          "DequantizeLinear",
          "Div",
          "Dropout",
          "Elu",
          "Equal",
          "Erf",
          "Exp",
          "Flatten",
          "Floor",
          "Gather",
          "Gelu",
          "Gemm",
          "Greater",
          "GreaterOrEqual",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "LayerNormalization",
          "LeakyRelu",
          "Less",
          "LessOrEqual",
          "Log",
          "LogSoftmax",
          "LpNormalization",
          "MatMul",
          "MatMulInteger",
          "Max",
          "Mean",
          "Min",
          "Mod",
          "Mul",
          "Neg",
          "Not",
          "Or",
          "PRelu",
          "Pow",
          "QuantizeLinear",
          "Reciprocal",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceSum",
          "Relu",
          "Reshape",
          "ReverseSequence",
          "Round",
          "Selu",
          "Sigmoid",
          "Sign",
          "Sin",
          "Softmax",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Squeeze",
          "Sub",
          "Sum",
          "Tanh",
          "Transpose",
          "Unsqueeze",
          "Where",
          "Xor",
          "GRU",
          "LSTM",
          "RNN",
          "DynamicQuantizeLinear");

  /** Of these the first input alone decides: the others are shapes, axes, lengths, states. */
  private static final Set<String> BY_THE_FIRST =
      Set.of(
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceSum",
          "ReverseSequence",
          "CumSum",
          "GRU",
          "LSTM",
          "RNN");

  /** They tell of shapes. */
  private static final Set<String> TELLING = Set.of("Constant", "Shape", "Size");

  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, Boolean> known = new HashMap<>();

  NonEmpty(GraphProto graph) {
    for (var node : graph.getNodeList()) {
      node.getOutputList().forEach(name -> producers.put(name, node));
    }
    // Nodes come in order, so that what a node takes is known before it, and nothing recurs deeply.
    for (var node : graph.getNodeList()) {
      boolean holds = holds(node);
      node.getOutputList().forEach(name -> known.put(name, holds));
    }
  }

  /** Whether it has an element in every run. */
  boolean holds(String value) {
    return value.isEmpty() || !producers.containsKey(value) || known.getOrDefault(value, false);
  }

  private boolean holds(NodeProto node) {
    if (!node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
      return false;
    }
    if (TELLING.contains(node.getOpType())) {
      return true;
    }
    if (!KEEPING.contains(node.getOpType())) {
      return false;
    }
    return BY_THE_FIRST.contains(node.getOpType())
        ? node.getInputCount() > 0 && holds(node.getInput(0))
        : node.getInputList().stream().allMatch(this::holds);
  }
}
