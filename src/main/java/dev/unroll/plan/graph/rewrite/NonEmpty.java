package dev.unroll.plan.graph.rewrite;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The values of a graph that are never empty, whatever the input is. An input is never empty,
 * because a row has at least one step. Most operators return a non-empty tensor for non-empty
 * inputs. Those that slice, pick by a condition, move a window or compute a size may return an
 * empty one.
 */
final class NonEmpty {
  /** The result is not empty where no input is empty. */
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

  /** The first input alone decides; the others are shapes, axes, lengths or states. */
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

  /** Operators that return a constant or a shape. */
  private static final Set<String> TELLING = Set.of("Constant", "Shape", "Size");

  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, Boolean> known = new HashMap<>();

  NonEmpty(GraphProto graph) {
    for (var node : graph.getNodeList()) {
      node.getOutputList().forEach(name -> producers.put(name, node));
    }
    // Nodes are in topological order, so one pass without recursion is enough.
    for (var node : graph.getNodeList()) {
      boolean holds = holds(node);
      node.getOutputList().forEach(name -> known.put(name, holds));
    }
  }

  /** Returns whether the value has an element in every run. */
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
