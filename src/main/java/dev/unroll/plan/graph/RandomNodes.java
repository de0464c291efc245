package dev.unroll.plan.graph;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.FunctionProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what makes two runs of a graph on the same input differ: operators that draw random
 * numbers, on which an output depends. A seed in the graph does not help, for the numbers go on
 * from run to run. Such a graph has no answer that another one could be held to.
 */
public final class RandomNodes {
  private static final Set<String> OPERATORS =
      Set.of(
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike",
          "Multinomial",
          "Bernoulli");

  private static final int TRAINING_MODE = 2;

  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Map<String, FunctionProto> functions;

  private RandomNodes(ModelProto model) {
    this.functions =
        model.getFunctionsList().stream()
            .collect(Collectors.toMap(RandomNodes::key, made -> made, (one, other) -> one));
    model
        .getGraph()
        .getInitializerList()
        .forEach(tensor -> constants.put(tensor.getName(), tensor));
    for (var node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getOutputCount() > 0) {
        node.getAttributeList().stream()
            .filter(AttributeProto::hasT)
            .forEach(attribute -> constants.put(node.getOutput(0), attribute.getT()));
      }
    }
  }

  /** A sentence that names the first such operator; empty where there is none. */
  public static Optional<String> warning(ModelProto model) {
    return new RandomNodes(model)
        .first(needed(model))
        .map(node ->
            "it draws random numbers at "
                + node
                + ": two runs on one input differ, so its answers cannot be compared");
  }

  /** The nodes that an output depends on, in the graph's order. */
  private static List<NodeProto> needed(ModelProto model) {
    var graph = model.getGraph();
    var wanted = new HashSet<String>();
    graph.getOutputList().forEach(output -> wanted.add(output.getName()));
    var needed = new HashSet<Integer>();
    for (int place = graph.getNodeCount() - 1; place >= 0; place--) {
      var node = graph.getNode(place);
      if (node.getOutputList().stream().anyMatch(wanted::contains)) {
        needed.add(place);
        want(node, wanted);
      }
    }
    return needed.stream().sorted().map(graph::getNode).toList();
  }

  /** Graphs inside a node take what they like from around it. */
  private static void want(NodeProto node, Set<String> wanted) {
    wanted.addAll(node.getInputList());
    for (var attribute : node.getAttributeList()) {
      attribute.getG().getNodeList().forEach(inner -> want(inner, wanted));
      attribute.getG().getOutputList().forEach(output -> wanted.add(output.getName()));
    }
  }

  private Optional<String> first(List<NodeProto> nodes) {
    return nodes.stream().flatMap(node -> named(node).stream()).findFirst();
  }

  private Optional<String> named(NodeProto node) {
    boolean isStandard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
    if (isStandard && (OPERATORS.contains(node.getOpType()) || isTraining(node))) {
      return Optional.of(
          node.getName().isEmpty()
              ? "the " + node.getOpType() + " that makes " + node.getOutputList()
              : node.getOpType() + " '" + node.getName() + "'");
    }
    var function = functions.get(node.getDomain() + "." + node.getOpType());
    var inside = function == null ? Optional.<String>empty() : first(function.getNodeList());
    return inside.isPresent()
        ? inside
        : node.getAttributeList().stream()
            .flatMap(attribute -> first(attribute.getG().getNodeList()).stream())
            .findFirst();
  }

  private static String key(FunctionProto function) {
    return function.getDomain() + "." + function.getName();
  }

  /** Whether a Dropout drops anything. */
  private boolean isTraining(NodeProto node) {
    if (!node.getOpType().equals("Dropout")
        || node.getInputCount() <= TRAINING_MODE
        || node.getInput(TRAINING_MODE).isEmpty()) {
      return false;
    }
    var mode = constants.get(node.getInput(TRAINING_MODE));
    return mode == null
        || mode.getInt32DataList().stream().anyMatch(value -> value != 0)
        || (!mode.getRawData().isEmpty() && mode.getRawData().byteAt(0) != 0);
  }
}
