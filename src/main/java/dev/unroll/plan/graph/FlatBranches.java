package dev.unroll.plan.graph;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Lays the branches of a graph's If nodes beside its other nodes, so that edges can be followed
 * through them. The result is for looking only: it cannot be run, since a value may be made twice.
 */
final class FlatBranches {
  private final GraphProto.Builder flat = GraphProto.newBuilder();
  private int branches;

  private FlatBranches() {}

  /** Returns the graph with the nodes of all branches; the same graph if it has none. */
  static GraphProto of(GraphProto graph) {
    if (graph.getNodeList().stream().noneMatch(FlatBranches::isIf)) {
      return graph;
    }
    var flattening = new FlatBranches();
    flattening.add(graph, Map.of());
    return flattening
        .flat
        .addAllInput(graph.getInputList())
        .addAllOutput(graph.getOutputList())
        .build();
  }

  private static boolean isIf(NodeProto node) {
    return node.getOpType().equals("If") && OnnxGraph.DOMAINS.contains(node.getDomain());
  }

  /**
   * @param names the new names of values that were made in this graph or around it
   */
  private void add(GraphProto graph, Map<String, String> names) {
    for (var tensor : graph.getInitializerList()) {
      flat.addInitializer(tensor.toBuilder().setName(named(tensor.getName(), names)));
    }
    for (var node : graph.getNodeList()) {
      if (isIf(node)) {
        node.getAttributeList().stream()
            .filter(AttributeProto::hasG)
            .forEach(attribute -> addBranch(node, attribute.getG(), names));
      } else {
        flat.addNode(renamed(node, names));
      }
    }
  }

  private void addBranch(NodeProto node, GraphProto branch, Map<String, String> names) {
    var own = new HashMap<>(names);
    branches++;
    for (var name : made(branch)) {
      own.put(name, "branch " + branches + " " + name);
    }
    add(branch, own);
    for (int place = 0; place < node.getOutputCount(); place++) {
      if (place < branch.getOutputCount()) {
        flat.addNode(
            NodeProto.newBuilder()
                .setOpType("Identity")
                .addInput(named(branch.getOutput(place).getName(), own))
                .addOutput(named(node.getOutput(place), names)));
      }
    }
  }

  private static Set<String> made(GraphProto graph) {
    var made = new HashSet<String>();
    graph.getNodeList().forEach(node -> made.addAll(node.getOutputList()));
    graph.getInitializerList().forEach(tensor -> made.add(tensor.getName()));
    made.remove("");
    return made;
  }

  private static NodeProto renamed(NodeProto node, Map<String, String> names) {
    var renamed = node.toBuilder().clearInput().clearOutput();
    node.getInputList().forEach(name -> renamed.addInput(named(name, names)));
    node.getOutputList().forEach(name -> renamed.addOutput(named(name, names)));
    return renamed.build();
  }

  private static String named(String name, Map<String, String> names) {
    return names.getOrDefault(name, name);
  }
}
