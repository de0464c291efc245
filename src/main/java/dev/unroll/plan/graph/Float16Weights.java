package dev.unroll.plan.graph;

import com.google.protobuf.ByteString;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.onnx.ValueInfoProto;
import dev.unroll.runtime.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/**
 * Converts weights that are stored as float16 and cast to float32 before use into float32 weights.
 * The rest of the planner then sees constants, and a recurrent node can be cut. Weights that the
 * graph uses as float16 are not changed.
 */
final class Float16Weights {
  private Float16Weights() {}

  /** Returns the same model without such casts; empty where it has none. */
  static Optional<ModelProto> of(ModelProto model) {
    var graph = model.getGraph();
    var widened = widened(graph);
    if (widened.isEmpty()) {
      return Optional.empty();
    }
    var rewritten = graph.toBuilder().clearNode().clearInitializer();
    var used = new HashSet<String>();
    graph.getInputList().stream().map(ValueInfoProto::getName).forEach(used::add);
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(used::add);
    for (var node : graph.getNodeList()) {
      if (node.getOutputCount() == 1 && widened.containsKey(node.getOutput(0))) {
        continue;
      }
      rewritten.addNode(node);
      used.addAll(node.getInputList());
    }
    var stored = new HashSet<String>();
    widened.values().forEach(weight -> stored.add(weight.getName()));
    // A subgraph may read a weight that is not among its node's inputs.
    boolean keepsAll = holdsGraphs(graph);
    for (var weight : graph.getInitializerList()) {
      if (keepsAll || !stored.contains(weight.getName()) || used.contains(weight.getName())) {
        rewritten.addInitializer(weight);
      }
    }
    widened.forEach((name, weight) -> rewritten.addInitializer(widen(name, weight)));
    return Optional.of(model.toBuilder().setGraph(rewritten).build());
  }

  /** Returns the stored weight behind each cast's output. */
  private static Map<String, TensorProto> widened(GraphProto graph) {
    var halves = new HashMap<String, TensorProto>();
    for (var weight : graph.getInitializerList()) {
      if (isWhole(weight)) {
        halves.put(weight.getName(), weight);
      }
    }
    var outputs = new HashSet<String>();
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
    var widened = new HashMap<String, TensorProto>();
    for (var node : graph.getNodeList()) {
      if (isWidening(node) && !outputs.contains(node.getOutput(0))) {
        var weight = halves.get(node.getInput(0));
        if (weight != null) {
          widened.put(node.getOutput(0), weight);
        }
      }
    }
    return widened;
  }

  /** Returns whether the file holds as many elements of the weight as its shape says. */
  private static boolean isWhole(TensorProto weight) {
    if (weight.getDataType() != DataType.FLOAT16_VALUE
        || weight.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return false;
    }
    long bytes = Short.BYTES;
    for (long size : weight.getDimsList()) {
      if (size < 0 || size > Integer.MAX_VALUE || bytes > Integer.MAX_VALUE) {
        return false;
      }
      bytes *= size;
    }
    return bytes == weight.getRawData().size();
  }

  private static boolean isWidening(NodeProto node) {
    return node.getOpType().equals("Cast")
        && OnnxGraph.DOMAINS.contains(node.getDomain())
        && node.getInputCount() == 1
        && node.getOutputCount() == 1
        && node.getAttributeList().stream()
            .anyMatch(attribute ->
                attribute.getName().equals("to") && attribute.getI() == DataType.FLOAT_VALUE);
  }

  private static boolean holdsGraphs(GraphProto graph) {
    return graph.getNodeList().stream()
        .flatMap(node -> node.getAttributeList().stream())
        .anyMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0);
  }

  private static TensorProto widen(String name, TensorProto weight) {
    var halves =
        weight.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    var floats =
        ByteBuffer.allocate(halves.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (halves.hasRemaining()) {
      floats.putFloat(HalfFloat.toFloat(halves.get()));
    }
    return weight.toBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT_VALUE)
        .setRawData(ByteString.copyFrom(floats.flip()))
        .build();
  }
}
