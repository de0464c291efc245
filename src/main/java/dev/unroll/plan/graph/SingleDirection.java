package dev.unroll.plan.graph;

import com.google.protobuf.ByteString;
import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.AttributeProto.AttributeType;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A recurrent node in one of its directions. Weights whose bytes are in the graph are sliced there.
 * Others (in an external file or in typed fields) are sliced by a Gather along the axis of
 * directions, which has the same form in every opset and which ONNX Runtime folds into a constant
 * when it loads the graph.
 */
final class SingleDirection {
  private static final int DIRECTIONS = 2;

  private final RecurrentNode node;
  private final int direction;
  private final GraphProto.Builder graph;

  /**
   * @param graph receives the operators that slice the weights
   */
  SingleDirection(RecurrentNode node, int direction, GraphProto.Builder graph) {
    this.node = node;
    this.direction = direction;
    this.graph = graph;
  }

  /** Returns the node without its states and outputs, which the caller names. */
  NodeProto.Builder build() {
    var half =
        NodeProto.newBuilder()
            .setOpType(node.node().getOpType())
            .setDomain(node.node().getDomain())
            .setName(node.node().getName());
    half.addInput(node.input(RecurrentNode.X));
    for (int place = RecurrentNode.WEIGHTS; place < node.node().getInputCount(); place++) {
      // Lengths are dropped, since every row of a slice has all of its steps. The caller adds the
      // states.
      boolean weight = place <= RecurrentNode.BIAS || place == RecurrentNode.PEEPHOLES;
      half.addInput(weight && !node.input(place).isEmpty() ? ours(node.input(place)) : "");
    }
    node.node().getAttributeList().forEach(attribute -> half.addAttribute(ours(attribute)));
    if (node.attribute("direction").isEmpty()) {
      half.addAttribute(direction("forward"));
    }
    return half;
  }

  /** Returns the name of the weight's part for this direction. */
  private String ours(String weight) {
    if (node.directions().size() == 1) {
      return weight;
    }
    var part = weight + ".unroll.part";
    if (cutOut(weight, part)) {
      return part;
    }
    var index = weight + ".unroll.direction";
    if (graph.getInitializerList().stream().noneMatch(tensor -> tensor.getName().equals(index))) {
      var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(0, direction);
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName(index)
              .setDataType(DataType.INT64_VALUE)
              .addDims(1)
              .setRawData(ByteString.copyFrom(bytes)));
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Gather")
              .setName(part)
              .addInput(weight)
              .addInput(index)
              .addOutput(part)
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("axis")
                      .setType(AttributeType.INT_VALUE)
                      .setI(0)));
    }
    return part;
  }

  /**
   * Slices the weight's bytes, where the graph has them. The axis of directions comes first, so the
   * part is contiguous and is not copied. A half then has no weights of the other direction.
   * Returns whether the bytes were there.
   */
  private boolean cutOut(String weight, String part) {
    for (int place = 0; place < graph.getInitializerCount(); place++) {
      var tensor = graph.getInitializer(place);
      if (tensor.getName().equals(part)) {
        return true;
      }
      int size = tensor.getRawData().size();
      if (tensor.getName().equals(weight)
          && size > 0
          && tensor.getDimsCount() > 0
          && tensor.getDims(0) == DIRECTIONS
          && size % DIRECTIONS == 0) {
        int from = direction * (size / DIRECTIONS);
        var bytes = tensor.getRawData().substring(from, from + size / DIRECTIONS);
        graph.addInitializer(tensor.toBuilder().setName(part).setDims(0, 1).setRawData(bytes));
        if (graph.getNodeList().stream().noneMatch(node -> node.getInputList().contains(weight))) {
          graph.removeInitializer(place);
        }
        return true;
      }
    }
    return false;
  }

  private AttributeProto ours(AttributeProto attribute) {
    if (attribute.getName().equals("direction")) {
      boolean reverse = node.directions().get(direction) == RecurrentNode.Direction.REVERSE;
      return direction(reverse ? "reverse" : "forward");
    }
    if (attribute.getName().equals("activations")) {
      int each = attribute.getStringsCount() / node.directions().size();
      List<ByteString> part =
          attribute.getStringsList().subList(direction * each, (direction + 1) * each);
      return attribute.toBuilder().clearStrings().addAllStrings(part).build();
    }
    return attribute;
  }

  private static AttributeProto direction(String name) {
    return AttributeProto.newBuilder()
        .setName("direction")
        .setType(AttributeType.STRING_VALUE)
        .setS(ByteString.copyFromUtf8(name))
        .build();
  }
}
