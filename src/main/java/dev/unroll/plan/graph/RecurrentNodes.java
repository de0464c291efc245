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

/** The recurrent nodes of a graph that run over its steps: where its time can be cut. */
public final class RecurrentNodes {
  /** Each is a stage or two, with a session of its own. */
  private static final int MOST_NODES = 64;

  private static final long MOST_HIDDEN = 1 << 20;

  private static final String NONE = "it has no recurrent node";

  private final GraphAnalysis analysis;
  private final List<RecurrentNode> nodes = new ArrayList<>();
  private boolean hasOthers;
  private final Map<String, TensorProto> weights = new HashMap<>();

  /**
   * @param analysis what is known of the graph's recurrent nodes
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

  /** Whether there are recurrent nodes that run over something else. */
  public boolean hasOthers() {
    return hasOthers;
  }

  /** In the graph's order. */
  public List<RecurrentNode> all() {
    return nodes;
  }

  /** Why the graph cannot be cut at all, or empty. */
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

  /** Over the letters of each word, say: then it is an operator like others. */
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
   * Why the states that cutting brings in are not those that the graph begins with, or empty: they
   * begin with zeros.
   *
   * @param start what is known of the graph as its rows begin
   * @param dropsLengths whether the nodes are told no lengths any more
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
