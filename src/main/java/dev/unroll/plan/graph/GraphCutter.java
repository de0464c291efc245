package dev.unroll.plan.graph;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proposes how to cut a graph in time. A proposal need not be right: the proof decides.
 *
 * <ul>
 *   <li><b>Causal</b>, where every recurrent node runs forward: the whole graph is one subgraph.
 *       Each node's first state becomes an input and its last state an output. The operators that
 *       computed the first state (mostly zeros) are bypassed.
 *   <li><b>Staged</b>, where a node runs in reverse or in both directions: the graph is cut at its
 *       recurrent nodes. Each node and direction gets a subgraph with the operators that lead to
 *       its input and the node in that direction. The last subgraph is the head, with all remaining
 *       operators. Reverse subgraphs go backwards in time.
 * </ul>
 */
public final class GraphCutter {
  private final OnnxGraph source;
  private final ModelProto model;
  private final RecurrentNodes recurrent;
  private final List<RecurrentNode> nodes;

  /**
   * @param nodes the nodes at which to cut
   */
  public GraphCutter(OnnxGraph source, RecurrentNodes nodes) {
    this.source = source;
    this.model = source.model();
    this.recurrent = nodes;
    this.nodes = nodes.all();
  }

  public boolean isCausal() {
    return nodes.stream().allMatch(RecurrentNode::runsForward);
  }

  /**
   * Returns the whole graph with each state as an input and an output, except states that the graph
   * already exposes.
   *
   * @param exposed state inputs and the outputs that follow them
   * @param byMoversOnly whether a state counts as exposed only if nothing changes it between the
   *     graph's input and the node
   */
  public Subgraph causal(Map<String, String> exposed, boolean byMoversOnly) {
    var graph = model.getGraph().toBuilder().clearValueInfo();
    var states = new ArrayList<Subgraph.State>();
    for (int number = 0; number < nodes.size(); number++) {
      var node = nodes.get(number);
      var rewritten = node.node().toBuilder();
      for (int state = 0; state < node.states(); state++) {
        var name = "unroll.state." + number + "." + state;
        if (!isExposed(node.input(RecurrentNode.INITIAL_H + state), exposed, byMoversOnly)) {
          states.add(surface(graph, node, rewritten, state, name));
        }
      }
      graph.setNode(node.place(), rewritten);
    }
    return new Subgraph(
        "causal", model.toBuilder().setGraph(graph).build(), false, states, List.of(), List.of());
  }

  /**
   * Returns whether the first state comes from a graph input that already has a matching output.
   */
  private boolean isExposed(String initial, Map<String, String> exposed, boolean byMoversOnly) {
    return !initial.isEmpty() && source.leadsFromAny(exposed.keySet(), initial, byMoversOnly);
  }

  private Subgraph.State surface(
      GraphProto.Builder graph,
      RecurrentNode node,
      NodeProto.Builder rewritten,
      int state,
      String name) {
    setInput(rewritten, RecurrentNode.INITIAL_H + state, name);
    var last = node.output(RecurrentNode.LAST_H + state);
    if (last.isEmpty()) {
      last = name + ".last";
      setOutput(rewritten, RecurrentNode.LAST_H + state, last);
    }
    var output = name + ".next";
    graph.addNode(identity(last, output));
    int hidden = recurrent.hidden(node);
    graph.addInput(CutTensors.state(name, hidden));
    graph.addOutput(CutTensors.state(output, hidden));
    return new Subgraph.State(name, output, RecurrentNode.STATE_LAYOUT, hidden);
  }

  /**
   * Returns the graph cut at its recurrent nodes, in their order; empty where the graph has
   * subgraphs or a node cannot be split by direction.
   */
  public Optional<List<Subgraph>> staged() {
    var extractor = new GraphExtractor(model);
    if (extractor.hasSubgraphs() || nodes.stream().anyMatch(node -> !canBeSplit(node))) {
      return Optional.empty();
    }
    var pieces = new ArrayList<Subgraph>();
    var cut = new HashMap<String, List<Subgraph.Value>>();
    var axes = new HashMap<String, Integer>();
    for (int number = 0; number < nodes.size(); number++) {
      var node = nodes.get(number);
      var directions = node.directions();
      var given = Map.copyOf(cut);
      for (int direction = 0; direction < directions.size(); direction++) {
        pieces.add(half(extractor, node, number, direction, given, axes));
      }
      cut(node, number, cut, axes);
    }
    var outputs = model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
    var head = extractor.extract(outputs, cut, axes);
    head.graph().addAllOutput(model.getGraph().getOutputList());
    pieces.add(
        new Subgraph("head", extractor.model(head), false, List.of(), head.takes(), List.of()));
    return Optional.of(pieces);
  }

  /** The parameters of activations do not say to which direction they belong. */
  private static boolean canBeSplit(RecurrentNode node) {
    return node.directions().size() == 1
        || (node.attribute("activation_alpha").isEmpty()
            && node.attribute("activation_beta").isEmpty());
  }

  private Subgraph half(
      GraphExtractor extractor,
      RecurrentNode node,
      int number,
      int direction,
      Map<String, List<Subgraph.Value>> cut,
      Map<String, Integer> axes) {
    var part = extractor.extract(List.of(node.input(RecurrentNode.X)), cut, axes);
    boolean reverse = node.directions().get(direction) == RecurrentNode.Direction.REVERSE;
    extractor.addWeights(
        part.graph(), node.node().getInputList().subList(1, node.node().getInputCount()));
    var half = new SingleDirection(node, direction, part.graph()).build();
    int hidden = recurrent.hidden(node);
    var states = new ArrayList<Subgraph.State>();
    for (int state = 0; state < node.states(); state++) {
      var name = stateName(number, direction, state);
      setInput(half, RecurrentNode.INITIAL_H + state, name);
      setOutput(half, RecurrentNode.LAST_H + state, name + ".next");
      part.graph().addInput(CutTensors.state(name, hidden));
      part.graph().addOutput(CutTensors.state(name + ".next", hidden));
      states.add(new Subgraph.State(name, name + ".next", RecurrentNode.STATE_LAYOUT, hidden));
    }
    var sequence = sequenceName(number, direction);
    setOutput(half, RecurrentNode.Y, sequence);
    part.graph().addNode(half);
    part.graph().addOutput(CutTensors.sequence(sequence, hidden));
    var gives =
        List.of(new Subgraph.Value(sequence, sequence, RecurrentNode.SEQUENCE_LAYOUT, hidden));
    var name = "layer " + number + (reverse ? " reverse" : " forward");
    return new Subgraph(name, extractor.model(part), reverse, states, part.takes(), gives);
  }

  /** Splits a node by direction. Later subgraphs read its outputs from these halves. */
  private void cut(
      RecurrentNode node,
      int number,
      Map<String, List<Subgraph.Value>> cut,
      Map<String, Integer> axes) {
    int hidden = recurrent.hidden(node);
    var sequences = new ArrayList<Subgraph.Value>();
    for (int direction = 0; direction < node.directions().size(); direction++) {
      var name = sequenceName(number, direction);
      sequences.add(new Subgraph.Value(name, name, RecurrentNode.SEQUENCE_LAYOUT, hidden));
    }
    put(node.output(RecurrentNode.Y), sequences, RecurrentNode.SEQUENCE_DIRECTIONS, cut, axes);
    for (int state = 0; state < node.states(); state++) {
      var lasts = new ArrayList<Subgraph.Value>();
      for (int direction = 0; direction < node.directions().size(); direction++) {
        var name = stateName(number, direction, state);
        lasts.add(new Subgraph.Value(name, name, RecurrentNode.STATE_LAYOUT, hidden));
      }
      put(
          node.output(RecurrentNode.LAST_H + state),
          lasts,
          RecurrentNode.STATE_DIRECTIONS,
          cut,
          axes);
    }
  }

  private static void put(
      String output,
      List<Subgraph.Value> values,
      int axis,
      Map<String, List<Subgraph.Value>> cut,
      Map<String, Integer> axes) {
    if (!output.isEmpty()) {
      cut.put(output, List.copyOf(values));
      axes.put(output, axis);
    }
  }

  private static String stateName(int number, int direction, int state) {
    return "unroll.state." + number + "." + direction + "." + state;
  }

  private static String sequenceName(int number, int direction) {
    return "unroll.sequence." + number + "." + direction;
  }

  private static NodeProto identity(String from, String to) {
    return NodeProto.newBuilder()
        .setOpType("Identity")
        .addInput(from)
        .addOutput(to)
        .setName(to)
        .build();
  }

  private static void setInput(NodeProto.Builder node, int place, String name) {
    while (node.getInputCount() <= place) {
      node.addInput("");
    }
    node.setInput(place, name);
  }

  private static void setOutput(NodeProto.Builder node, int place, String name) {
    while (node.getOutputCount() <= place) {
      node.addOutput("");
    }
    node.setOutput(place, name);
  }
}
