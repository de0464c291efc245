package dev.unroll.plan.planner;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.plan.graph.OnnxGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts a graph's parameters as the framework that made it counts them. A file tells weights from
 * other constants only by their form: a weight is a float, or a matrix of bytes if it is quantised,
 * that is not a single number.
 *
 * <p>ONNX's recurrent nodes always have room for two biases, for the input and for the state. Keras
 * has one, and the other is zeros in the file. Both count if both hold numbers, or if the node adds
 * them at different places.
 */
final class ParameterCount {
  private static final Set<Integer> FLOATS =
      Set.of(
          DataType.FLOAT_VALUE,
          DataType.FLOAT16_VALUE,
          DataType.BFLOAT16_VALUE,
          DataType.DOUBLE_VALUE);

  private static final Set<Integer> BYTES = Set.of(DataType.INT8_VALUE, DataType.UINT8_VALUE);
  private static final Set<String> RECURRENT = Set.of("RNN", "GRU", "LSTM", "DynamicQuantizeLSTM");

  /** Positions of a recurrent node's inputs. */
  private static final int BIAS = 3;

  private static final int INITIAL_H = 5;
  private static final int INITIAL_C = 6;

  private record Use(NodeProto node, int place) {}

  private final Path folder;
  private final List<TensorProto> constants = new ArrayList<>();
  private final Map<String, List<Use>> uses = new HashMap<>();

  private ParameterCount(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder of the graph's file; weights may be in files beside it
   */
  static long of(OnnxGraph graph, Path folder) {
    var count = new ParameterCount(folder);
    count.visit(graph.model().getGraph());
    return count.constants.stream().mapToLong(count::parameters).sum();
  }

  /** Constants are initializers or nodes, also in the graphs of an If, a Loop or a Scan. */
  private void visit(GraphProto graph) {
    constants.addAll(graph.getInitializerList());
    for (var node : graph.getNodeList()) {
      for (int place = 0; place < node.getInputCount(); place++) {
        uses.computeIfAbsent(node.getInput(place), name -> new ArrayList<>())
            .add(new Use(node, place));
      }
      for (var attribute : node.getAttributeList()) {
        boolean isConstant = node.getOpType().equals("Constant") && node.getOutputCount() > 0;
        if (isConstant && attribute.hasT()) {
          constants.add(attribute.getT().toBuilder().setName(node.getOutput(0)).build());
        }
        if (attribute.hasG()) {
          visit(attribute.getG());
        }
      }
    }
  }

  /** Returns how many of the constant's numbers are parameters: as many as its widest use has. */
  private long parameters(TensorProto constant) {
    int type = constant.getDataType();
    int axes = constant.getDimsCount();
    boolean isWeight = FLOATS.contains(type) ? axes > 0 : BYTES.contains(type) && axes > 1;
    if (!isWeight) {
      return 0;
    }
    return uses.getOrDefault(constant.getName(), List.of()).stream()
        .mapToLong(use -> parameters(constant, use))
        .max()
        .orElse(0);
  }

  private long parameters(TensorProto constant, Use use) {
    long count = TensorNumbers.count(constant);
    if (!RECURRENT.contains(use.node().getOpType())) {
      return count;
    }
    return switch (use.place()) {
      case BIAS -> hasTwoBiases(constant, use.node()) ? count : count / 2;
      case INITIAL_H, INITIAL_C ->
          new TensorNumbers(constant, folder).areZero(0, count) ? 0 : count;
      default -> count;
    };
  }

  private boolean hasTwoBiases(TensorProto bias, NodeProto node) {
    if (addsBiasesApart(node) || bias.getDimsCount() != 2) {
      return true;
    }
    var numbers = new TensorNumbers(bias, folder);
    long width = bias.getDims(1);
    boolean input = false;
    boolean state = false;
    for (long direction = 0; direction < bias.getDims(0); direction++) {
      long start = direction * width;
      input |= !numbers.areZero(start, start + width / 2);
      state |= !numbers.areZero(start + width / 2, start + width);
    }
    return input && state;
  }

  /** Returns whether the state's bias is inside of the reset gate, as in Keras' `reset_after`. */
  private static boolean addsBiasesApart(NodeProto node) {
    return node.getOpType().equals("GRU")
        && node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("linear_before_reset"))
            .mapToLong(AttributeProto::getI)
            .anyMatch(value -> value != 0);
  }
}
