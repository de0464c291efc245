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
 * Finds operators that draw random numbers and that an output depends on. Two runs of such a graph
 * on the same input differ, so its answers cannot be compared. A seed in the graph does not help,
 * because the generator continues from run to run.
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

  /** Returns a warning that names the first such operator; empty where there is none. */
  public static Optional<String> warning(ModelProto model) {
    return new RandomNodes(model)
        .first(needed(model))
        .map(node ->
            "it draws random numbers at "
                + node
                + ": two runs differ on the same input, so its answers cannot be compared");
  }

  /** Returns the nodes that an output depends on, in the graph's order. */
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

  /** Subgraphs may read any value from around their node. */
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

  /** Returns whether a Dropout is in training mode. */
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
