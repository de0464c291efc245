package dev.unroll.plan.graph;

import dev.unroll.onnx.AttributeProto.AttributeType;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Extracts the part of a graph that computes some of its values from its inputs or from cut values.
 */
final class GraphExtractor {
  /**
   * A part of the graph, without outputs yet.
   *
   * @param graph its operators, weights and inputs
   * @param takes the cut values among its inputs
   */
  record Part(GraphProto.Builder graph, List<Subgraph.Value> takes) {}

  private final ModelProto model;
  private final Map<String, NodeProto> producers = new HashMap<>();

  GraphExtractor(ModelProto model) {
    this.model = model;
    model
        .getGraph()
        .getNodeList()
        .forEach(node -> node.getOutputList().forEach(name -> producers.put(name, node)));
  }

  /**
   * Returns whether there are operators with subgraphs, which may read values that are not among
   * their inputs.
   */
  boolean hasSubgraphs() {
    return model.getGraph().getNodeList().stream()
        .flatMap(node -> node.getAttributeList().stream())
        .anyMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0);
  }

  /**
   * @param wanted the names of the values to compute
   * @param cut the values at which to stop, by their name in the graph, one for each direction
   * @param axes the axis of directions on which each cut value is joined
   */
  Part extract(
      List<String> wanted, Map<String, List<Subgraph.Value>> cut, Map<String, Integer> axes) {
    var needed = new HashSet<NodeProto>();
    var reached = reach(wanted, cut.keySet(), needed);
    var source = model.getGraph();
    var graph = GraphProto.newBuilder().setName(source.getName());
    var takes = new ArrayList<Subgraph.Value>();
    for (var name : reached) {
      if (cut.containsKey(name)) {
        take(name, cut.getOrDefault(name, List.of()), axes.getOrDefault(name, 0), graph, takes);
      }
    }
    source.getInputList().stream()
        .filter(input -> reached.contains(input.getName()))
        .forEach(graph::addInput);
    source.getInitializerList().stream()
        .filter(tensor -> reached.contains(tensor.getName()))
        .forEach(graph::addInitializer);
    source.getNodeList().stream().filter(needed::contains).forEach(graph::addNode);
    return new Part(graph, takes);
  }

  /** Adds weights of a node that was not in the source graph. */
  void addWeights(GraphProto.Builder graph, List<String> names) {
    var present = new HashSet<String>();
    graph.getInitializerList().forEach(tensor -> present.add(tensor.getName()));
    graph.getNodeList().forEach(node -> present.addAll(node.getOutputList()));
    for (var name : names) {
      if (!name.isEmpty() && present.add(name)) {
        model.getGraph().getInitializerList().stream()
            .filter(tensor -> tensor.getName().equals(name))
            .forEach(graph::addInitializer);
        var producer = producers.get(name);
        if (producer != null && producer.getOpType().equals("Constant")) {
          graph.addNode(0, producer);
        }
      }
    }
  }

  private Set<String> reach(List<String> wanted, Set<String> cut, Set<NodeProto> needed) {
    var reached = new LinkedHashSet<String>();
    var queue = new ArrayDeque<>(wanted);
    while (!queue.isEmpty()) {
      var name = queue.remove();
      if (name.isEmpty() || !reached.add(name) || cut.contains(name)) {
        continue;
      }
      var producer = producers.get(name);
      if (producer != null && needed.add(producer)) {
        queue.addAll(producer.getInputList());
      }
    }
    return reached;
  }

  private static void take(
      String name,
      List<Subgraph.Value> values,
      int axis,
      GraphProto.Builder graph,
      List<Subgraph.Value> takes) {
    takes.addAll(values);
    var joined = NodeProto.newBuilder().setName(name + ".unroll.join").addOutput(name);
    for (var value : values) {
      graph.addInput(input(value));
      joined.addInput(value.name());
    }
    joined.setOpType("Concat");
    joined.addAttributeBuilder().setName("axis").setType(AttributeType.INT_VALUE).setI(axis);
    graph.addNode(joined);
  }

  private static ValueInfoProto input(Subgraph.Value value) {
    return value.layout().timeAxis() >= 0
        ? CutTensors.sequence(value.name(), value.width())
        : CutTensors.state(value.name(), value.width());
  }

  /** Returns the part as a model with the metadata of the whole model. */
  ModelProto model(Part part) {
    return model.toBuilder().setGraph(part.graph()).build();
  }
}
