package dev.unroll.plan.graph.rewrite;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.FunctionProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.OperatorSetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replaces calls of functions that a file defines by the functions' bodies, as ONNX Runtime does.
 * Each call is then analysed by its body, and recurrent nodes in it can be cut like others.
 *
 * <p>Not thread-safe.
 */
public final class FunctionInlining {
  /** The deepest nesting of calls that is inlined. */
  private static final int DEEPEST = 16;

  private static final int MOST_NODES = 300_000;

  /**
   * Domains in which ONNX Runtime has operators of its own; it is undefined which of the two it
   * uses.
   */
  private static final Set<String> TAKEN =
      Set.of(
          "",
          "ai.onnx",
          "ai.onnx.ml",
          "com.microsoft",
          "com.ms.internal.nhwc",
          "com.microsoft.nchwc");

  private final Map<String, FunctionProto> functions;
  private int calls;
  private int nodes;

  private FunctionInlining(Map<String, FunctionProto> functions) {
    this.functions = functions;
  }

  /**
   * Returns the same model without functions; empty where it has none or not all can be inlined.
   */
  public static Optional<ModelProto> of(ModelProto model) {
    var versions = new LinkedHashMap<String, Long>();
    versions(model.getOpsetImportList()).forEach(versions::put);
    var functions = new HashMap<String, FunctionProto>();
    for (var function : model.getFunctionsList()) {
      boolean isTaken = TAKEN.contains(function.getDomain()) || !function.getOverload().isEmpty();
      for (var version : versions(function.getOpsetImportList()).entrySet()) {
        var known = versions.putIfAbsent(version.getKey(), version.getValue());
        isTaken |= known != null && !known.equals(version.getValue());
      }
      if (isTaken
          || functions.put(key(function.getDomain(), function.getName()), function) != null) {
        return Optional.empty();
      }
    }
    if (functions.isEmpty()) {
      return Optional.empty();
    }
    try {
      var graph = new FunctionInlining(functions).graph(model.getGraph(), Scope.OUTERMOST, 0);
      var opsets =
          versions.entrySet().stream()
              .map(entry ->
                  OperatorSetId.newBuilder()
                      .setDomain(entry.getKey())
                      .setVersion(entry.getValue())
                      .build())
              .toList();
      return Optional.of(
          model.toBuilder()
              .setGraph(graph)
              .clearFunctions()
              .clearOpsetImport()
              .addAllOpsetImport(opsets)
              .build());
    } catch (EndlessException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Long> versions(List<OperatorSetId> opsets) {
    return opsets.stream()
        .collect(
            Collectors.toMap(
                opset -> opset.getDomain().equals("ai.onnx") ? "" : opset.getDomain(),
                OperatorSetId::getVersion,
                Math::max,
                LinkedHashMap::new));
  }

  private static String key(String domain, String name) {
    return domain + "::" + name;
  }

  /** Signals recursive functions or too many calls. */
  private static final class EndlessException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * The meaning of a function body's names and attributes at one call.
   *
   * @param prefix the prefix for names that are local to the body
   * @param names the caller's names for its inputs and outputs
   * @param attributes the caller's attributes by the function's name for them
   */
  private record Scope(
      String prefix, Map<String, String> names, Map<String, AttributeProto> attributes) {
    /** The graph itself, where names stay as they are. */
    private static final Scope OUTERMOST = new Scope("", Map.of(), Map.of());

    private String name(String name) {
      return name.isEmpty() ? name : names.getOrDefault(name, prefix + name);
    }
  }

  private GraphProto graph(GraphProto graph, Scope scope, int depth) {
    var inlined = graph.toBuilder().clearNode();
    graph.getNodeList().forEach(node -> inlined.addAllNode(nodes(node, scope, depth)));
    if (scope.prefix().isEmpty()) {
      return inlined.build();
    }
    inlined.clearValueInfo();
    inlined
        .getInitializerBuilderList()
        .forEach(tensor -> tensor.setName(scope.name(tensor.getName())));
    Stream.concat(inlined.getInputBuilderList().stream(), inlined.getOutputBuilderList().stream())
        .forEach(value -> value.setName(scope.name(value.getName())));
    return inlined.build();
  }

  /** Returns a node with the names of its scope, or the nodes of the function that it calls. */
  private List<NodeProto> nodes(NodeProto node, Scope scope, int depth) {
    if (depth > DEEPEST || ++nodes > MOST_NODES) {
      throw new EndlessException();
    }
    var own = own(node, scope, depth);
    var function = functions.get(key(node.getDomain(), node.getOpType()));
    return function == null || !node.getOverload().isEmpty()
        ? List.of(own)
        : called(own, function, depth + 1);
  }

  private NodeProto own(NodeProto node, Scope scope, int depth) {
    var own = node.toBuilder().clearInput().clearOutput().clearAttribute();
    node.getInputList().forEach(name -> own.addInput(scope.name(name)));
    node.getOutputList().forEach(name -> own.addOutput(scope.name(name)));
    own.setName(node.getName().isEmpty() ? "" : scope.prefix() + node.getName());
    for (var attribute : node.getAttributeList()) {
      if (attribute.getRefAttrName().isEmpty()) {
        own.addAttribute(inner(attribute, scope, depth));
      } else if (scope.attributes().containsKey(attribute.getRefAttrName())) {
        var given = scope.attributes().get(attribute.getRefAttrName());
        own.addAttribute(given.toBuilder().setName(attribute.getName()));
      }
    }
    return own.build();
  }

  private AttributeProto inner(AttributeProto attribute, Scope scope, int depth) {
    var own = attribute.toBuilder();
    if (attribute.hasG()) {
      own.setG(graph(attribute.getG(), scope, depth));
    }
    for (int place = 0; place < attribute.getGraphsCount(); place++) {
      own.setGraphs(place, graph(attribute.getGraphs(place), scope, depth));
    }
    return own.build();
  }

  private List<NodeProto> called(NodeProto call, FunctionProto function, int depth) {
    var prefix = function.getName() + "#" + calls++ + "/";
    var names = new HashMap<String, String>();
    for (int place = 0; place < function.getInputCount(); place++) {
      names.put(function.getInput(place), place < call.getInputCount() ? call.getInput(place) : "");
    }
    var attributes = new HashMap<String, AttributeProto>();
    function.getAttributeProtoList().forEach(given -> attributes.put(given.getName(), given));
    call.getAttributeList().forEach(given -> attributes.put(given.getName(), given));
    var scope = new Scope(prefix, names, attributes);
    var body = new ArrayList<NodeProto>();
    function.getNodeList().forEach(node -> body.addAll(nodes(node, scope, depth)));
    // Outputs are copied by Identity nodes: a function may return an input, or one value twice.
    for (int place = 0; place < call.getOutputCount(); place++) {
      if (!call.getOutput(place).isEmpty() && place < function.getOutputCount()) {
        body.add(
            NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(prefix + "output" + place)
                .addInput(scope.name(function.getOutput(place)))
                .addOutput(call.getOutput(place))
                .build());
      }
    }
    return body;
  }
}
