package dev.unroll.plan.graph;

import dev.unroll.onnx.NodeProto;
import java.util.OptionalInt;

/** Where an operator begins with a state, and where it gives the state's last value. */
final class CarriedValues {
  /** A Loop's own inputs before those that it carries: the trip count and the condition. */
  private static final int LOOP_INPUTS = 2;

  /** The most states of a recurrent node: h and c. */
  private static final int STATES = 2;

  private CarriedValues() {}

  /**
   * Returns the position of the output that has the last value of what begins at an input: the
   * states of RNN, GRU and LSTM, what a Loop carries, and what a Scan carries. Empty where the
   * input begins no state.
   */
  static OptionalInt lastOf(NodeProto node, int input) {
    int output = -1;
    if (OnnxGraph.isRecurrent(node)) {
      int state = input - RecurrentNode.INITIAL_H;
      output = state >= 0 && state < STATES ? RecurrentNode.LAST_H + state : -1;
    } else if (isOnnx(node, "Loop")) {
      output = input - LOOP_INPUTS;
    } else if (isOnnx(node, "Scan")) {
      output = input < node.getInputCount() - scanned(node) ? input : -1;
    }
    return output >= 0 && output < node.getOutputCount() && !node.getOutput(output).isEmpty()
        ? OptionalInt.of(output)
        : OptionalInt.empty();
  }

  private static boolean isOnnx(NodeProto node, String operator) {
    return node.getOpType().equals(operator) && OnnxGraph.DOMAINS.contains(node.getDomain());
  }

  private static long scanned(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("num_scan_inputs"))
        .mapToLong(attribute -> attribute.getI())
        .findFirst()
        .orElse(0);
  }
}
