package dev.unroll.plan.graph;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.AttributeProto.AttributeType;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rewrites recurrent nodes with ONNX's {@code layout} 1, which have rows before steps, as nodes
 * with layout 0 and transposes around them. ONNX Runtime has no kernel for layout 1, and the rest
 * of the planner need not know it.
 */
final class TimeMajor {
  private static final List<Long> SWAP = List.of(1L, 0L, 2L);

  /**
   * From {@code [steps, directions, rows, hidden]} to {@code [rows, steps, directions, hidden]}.
   */
  private static final List<Long> SEQUENCE_BACK = List.of(2L, 0L, 1L, 3L);

  private TimeMajor() {}

  /** Returns the same model without such nodes; empty where it has none. */
  static Optional<ModelProto> of(ModelProto model) {
    var nodes = model.getGraph().getNodeList();
    if (nodes.stream().noneMatch(TimeMajor::keepsRowsFirst)) {
      return Optional.empty();
    }
    var rewritten = new ArrayList<NodeProto>();
    for (var node : nodes) {
      if (keepsRowsFirst(node)) {
        rewrite(node, rewritten);
      } else {
        rewritten.add(node);
      }
    }
    var builder = model.toBuilder();
    builder.getGraphBuilder().clearNode().addAllNode(rewritten);
    return Optional.of(builder.build());
  }

  private static boolean keepsRowsFirst(NodeProto node) {
    return RecurrentNode.isRecurrent(node)
        && node.getAttributeList().stream()
            .anyMatch(attribute -> attribute.getName().equals("layout") && attribute.getI() == 1);
  }

  private static void rewrite(NodeProto node, List<NodeProto> nodes) {
    var turned = node.toBuilder().clearAttribute();
    node.getAttributeList().stream()
        .filter(attribute -> !attribute.getName().equals("layout"))
        .forEach(turned::addAttribute);
    for (int place = 0; place < node.getInputCount(); place++) {
      boolean data =
          place == RecurrentNode.X
              || place == RecurrentNode.INITIAL_H
              || place == RecurrentNode.INITIAL_H + 1;
      var name = node.getInput(place);
      if (data && !name.isEmpty()) {
        // The name includes the input's position, because two inputs may read the same value.
        var swapped = node.getOutputList() + "." + place + ".unroll.turned";
        nodes.add(transpose(name, swapped, SWAP));
        turned.setInput(place, swapped);
      }
    }
    var after = new ArrayList<NodeProto>();
    for (int place = 0; place < node.getOutputCount(); place++) {
      var name = node.getOutput(place);
      if (!name.isEmpty()) {
        turned.setOutput(place, name + ".unroll.turned");
        after.add(
            transpose(
                name + ".unroll.turned", name, place == RecurrentNode.Y ? SEQUENCE_BACK : SWAP));
      }
    }
    nodes.add(turned.build());
    nodes.addAll(after);
  }

  private static NodeProto transpose(String from, String to, List<Long> order) {
    return NodeProto.newBuilder()
        .setOpType("Transpose")
        .setName(to)
        .addInput(from)
        .addOutput(to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("perm")
                .setType(AttributeType.INTS_VALUE)
                .addAllInts(order))
        .build();
  }
}
