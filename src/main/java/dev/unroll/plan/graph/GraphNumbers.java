package dev.unroll.plan.graph;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.TensorProto.DataType;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the integer constants of a graph: bounds of slices, ids that are compared. The graph may
 * treat inputs near one of them differently. Sizes of weights are left out, although shapes repeat
 * them.
 */
public final class GraphNumbers {
  /** The largest constant that is read; larger ones are tables. */
  private static final int MOST_ELEMENTS = 8;

  private final TreeSet<Long> numbers = new TreeSet<>();
  private final Set<Long> sizes = new HashSet<>();

  private GraphNumbers() {}

  /** Returns the constants, ascending, without the sizes of weights. */
  public static List<Long> of(OnnxGraph graph) {
    var found = new GraphNumbers();
    found.look(graph.model().getGraph());
    found.numbers.removeAll(found.sizes);
    return List.copyOf(found.numbers);
  }

  private void look(GraphProto graph) {
    graph.getInitializerList().forEach(this::look);
    for (var node : graph.getNodeList()) {
      look(node);
    }
  }

  private void look(NodeProto node) {
    for (var attribute : node.getAttributeList()) {
      if (attribute.hasT()) {
        look(attribute.getT());
      }
      if (attribute.hasG()) {
        look(attribute.getG());
      }
    }
  }

  private void look(TensorProto tensor) {
    if (tensor.getDataType() != DataType.INT64_VALUE) {
      sizes.addAll(tensor.getDimsList());
      return;
    }
    long count = tensor.getDimsList().stream().reduce(1L, (one, other) -> one * other);
    if (count > MOST_ELEMENTS) {
      return;
    }
    numbers.addAll(tensor.getInt64DataList());
    if (tensor.getRawData().size() == count * Long.BYTES) {
      var bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        numbers.add(Math.abs(bytes.getLong()));
      }
    }
  }
}
