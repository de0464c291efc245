package dev.unroll.plan.graph;

import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.plan.independence.GraphAnalysis;
import dev.unroll.plan.independence.value.RecurrentFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The recurrent nodes of a graph that run over its steps. The graph's time can be cut at these. */
public final class RecurrentNodes {
  /** Each node becomes one or two stages, each with its own session. */
  private static final int MOST_NODES = 64;

  private static final long MOST_HIDDEN = 1 << 20;

  private static final String NONE = "it has no recurrent node";

  private final GraphAnalysis analysis;
  private final List<RecurrentNode> nodes = new ArrayList<>();
  private boolean hasOthers;
  private final Map<String, TensorProto> weights = new HashMap<>();

  /**
   * @param analysis the analysis of the graph, with facts about its recurrent nodes
   */
  public RecurrentNodes(OnnxGraph source, GraphAnalysis analysis) {
    this.analysis = analysis;
    var graph = source.model().getGraph();
    for (int place = 0; place < graph.getNodeCount(); place++) {
      var node = graph.getNode(place);
      if (RecurrentNode.isRecurrent(node)) {
        if (runsOverAnotherAxis(node)) {
          hasOthers = true;
        } else {
          nodes.add(new RecurrentNode(node, place));
        }
      }
      if (node.getOpType().equals("Constant") && node.getOutputCount() > 0) {
        node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("value") && attribute.hasT())
            .forEach(attribute -> weights.put(node.getOutput(0), attribute.getT()));
      }
    }
    graph.getInitializerList().forEach(tensor -> weights.put(tensor.getName(), tensor));
  }

  /** Returns whether there are recurrent nodes that run over another axis. */
  public boolean hasOthers() {
    return hasOthers;
  }

  /** Returns the nodes in the graph's order. */
  public List<RecurrentNode> all() {
    return nodes;
  }

  /** Returns why the graph cannot be cut at all, or an empty string. */
  public String obstacle() {
    if (nodes.isEmpty()) {
      return hasOthers ? "its recurrent nodes do not run over the input's steps" : NONE;
    }
    if (nodes.size() > MOST_NODES) {
      return "it has "
          + nodes.size()
          + " recurrent nodes; it can be cut at no more than "
          + MOST_NODES;
    }
    for (var node : nodes) {
      var tensor = weights.get(node.input(RecurrentNode.RECURRENCE));
      if (tensor == null || tensor.getDimsCount() != 3) {
        return "the weights of " + describe(node) + " are computed, not constant";
      }
      if (tensor.getDataType() != DataType.FLOAT_VALUE) {
        return "the weights of " + describe(node) + " are not float32";
      }
      if (facts(analysis, node.node()).isEmpty()) {
        return describe(node) + " has an input whose axes are unknown";
      }
      long hidden = tensor.getDims(2);
      if (hidden < 1 || hidden > MOST_HIDDEN) {
        return describe(node) + " has " + hidden + " hidden units; allowed is 1 to " + MOST_HIDDEN;
      }
    }
    return "";
  }

  /**
   * Returns whether the node runs over another axis, for example over the letters of each word. It
   * is then treated like any other operator.
   */
  private boolean runsOverAnotherAxis(NodeProto node) {
    return facts(analysis, node)
        .filter(facts -> !facts.overSteps() && !facts.overRows())
        .isPresent();
  }

  private static Optional<RecurrentFacts> facts(GraphAnalysis analysis, NodeProto node) {
    return node.getOutputList().stream()
        .filter(name -> !name.isEmpty())
        .findFirst()
        .flatMap(analysis::recurrent);
  }

  /**
   * Returns why the graph does not start from the states that cutting adds, which are zeros or the
   * graph's own state inputs; an empty string where it does.
   *
   * @param start the analysis of the graph at the beginning of its rows
   * @param dropsLengths whether cutting removes the nodes' {@code sequence_lens}
   */
  public String startObstacle(GraphAnalysis start, boolean dropsLengths) {
    for (var node : nodes) {
      var facts = facts(start, node.node());
      if (facts.isEmpty()) {
        continue;
      }
      if (!facts.get().beginsWithZeros() && !facts.get().beginsWithGiven()) {
        return describe(node) + " starts from a state that is neither zero nor an input";
      }
      if (dropsLengths && !facts.get().hasFullLengths()) {
        return describe(node) + " stops at lengths that are computed in the graph";
      }
    }
    return "";
  }

  private static String describe(RecurrentNode node) {
    var name = node.node().getName();
    return node.node().getOpType() + (name.isEmpty() ? " without a name" : " '" + name + "'");
  }

  int hidden(RecurrentNode node) {
    var recurrence = weights.get(node.input(RecurrentNode.RECURRENCE));
    return recurrence == null ? 0 : Math.toIntExact(recurrence.getDims(2));
  }
}
