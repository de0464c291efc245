package dev.unroll.plan.graph.rewrite;

import com.google.protobuf.ByteString;
import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.FunctionProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.runtime.GraphException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps empty tensors away from operators that crash the process on them.
 *
 * <p>Some of ONNX Runtime's kernels crash: a GRU of no steps, an LSTM of no rows, a normalisation
 * of no elements. A graph may reach that by its input: it removes padding from a row that is all
 * padding, or it halves the steps of a row that has one. In a server such a crash ends all other
 * requests too. So a few small operators are put before such an operator where its input might be
 * empty. They fail first: they read the sizes of the relevant axes and pick the first element along
 * them.
 */
public final class EmptyGuards {
  private static final int INT64 = 7;
  private static final List<Long> ALL = List.of();
  private static final List<Long> STEPS_AND_ROWS = List.of(0L, 1L);

  /** An LSTM of no steps correctly returns its first states, so only its rows are checked. */
  private static final List<Long> ROWS = List.of(1L);

  /** Axes of the first input that must not be empty, by operator; an empty list means all axes. */
  private static final Map<String, List<Long>> FATAL =
      Map.ofEntries(
          Map.entry("GRU", STEPS_AND_ROWS),
          Map.entry("LSTM", ROWS),
          Map.entry("com.microsoft.DynamicQuantizeLSTM", ROWS),
          Map.entry("com.microsoft.QAttention", ALL),
          Map.entry("TopK", ALL),
          Map.entry("Unique", ALL),
          Map.entry("LpNormalization", ALL),
          Map.entry("InstanceNormalization", ALL),
          Map.entry("ConvTranspose", ALL),
          Map.entry("DFT", ALL),
          Map.entry("Einsum", ALL));

  private static final String MARK = " gets an empty tensor (guard ";

  /** Matches the name of a failed guard and captures the operator that it guards: "GRU '/gru'". */
  private static final Pattern FAILED =
      Pattern.compile("Name:'(.*?)" + Pattern.quote(MARK), Pattern.DOTALL);

  private int guards;

  private EmptyGuards() {}

  /** Returns the operator whose guard has failed; empty for any other failure. */
  public static Optional<String> failed(GraphException failure) {
    var matcher = FAILED.matcher(String.valueOf(failure.getMessage()));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Returns the same model with guards; empty where it needs none. */
  public static Optional<ModelProto> of(ModelProto model) {
    var guarding = new EmptyGuards();
    var graph = guarding.graph(model.getGraph(), true);
    var functions = model.getFunctionsList().stream().map(guarding::function).toList();
    return guarding.guards == 0
        ? Optional.empty()
        : Optional.of(
            model.toBuilder().setGraph(graph).clearFunctions().addAllFunctions(functions).build());
  }

  private FunctionProto function(FunctionProto function) {
    var nodes = new ArrayList<NodeProto>();
    function.getNodeList().forEach(node -> nodes.addAll(guarded(node, null)));
    return function.toBuilder().clearNode().addAllNode(nodes).build();
  }

  /**
   * @param isWhole whether this is the outermost graph; values that subgraphs read from around them
   *     are not followed
   */
  private GraphProto graph(GraphProto graph, boolean isWhole) {
    var fullness = isWhole ? new NonEmpty(graph) : null;
    var nodes = new ArrayList<NodeProto>();
    graph.getNodeList().forEach(node -> nodes.addAll(guarded(node, fullness)));
    return graph.toBuilder().clearNode().addAllNode(nodes).build();
  }

  private List<NodeProto> guarded(NodeProto node, @Nullable NonEmpty known) {
    var guarded = inner(node);
    var domain =
        node.getDomain().equals("ai.onnx") || node.getDomain().isEmpty()
            ? ""
            : node.getDomain() + ".";
    var axes = FATAL.get(domain + node.getOpType());
    if (axes == null || node.getInputCount() == 0 || isOfAllElements(node)) {
      return List.of(guarded);
    }
    int inputs = node.getOpType().equals("Einsum") ? node.getInputCount() : 1;
    var nodes = new ArrayList<NodeProto>();
    var rewritten = guarded.toBuilder();
    for (int place = 0; place < inputs; place++) {
      var input = node.getInput(place);
      if (known == null || !known.holds(input)) {
        rewritten.setInput(place, guard(node, input, axes, nodes));
      }
    }
    nodes.add(rewritten.build());
    return nodes;
  }

  /** Returns whether the node is a Unique without an axis, which is right on an empty tensor. */
  private static boolean isOfAllElements(NodeProto node) {
    return node.getOpType().equals("Unique")
        && node.getAttributeList().stream()
            .noneMatch(attribute -> attribute.getName().equals("axis"));
  }

  /** Adds guards to a node's subgraphs. */
  private NodeProto inner(NodeProto node) {
    if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) {
      return node;
    }
    var rewritten = node.toBuilder();
    for (int place = 0; place < node.getAttributeCount(); place++) {
      var attribute = node.getAttribute(place);
      if (attribute.hasG()) {
        var graph = graph(attribute.getG(), false);
        rewritten.setAttribute(place, attribute.toBuilder().setG(graph));
      }
    }
    return rewritten.build();
  }

  /** Adds operators that fail if the input is empty, and returns the new name of the input. */
  private String guard(NodeProto node, String input, List<Long> axes, List<NodeProto> nodes) {
    int number = ++guards;
    var name = "unroll.guard." + number + ".";
    // ONNX Runtime reports this name on failure. Names must be unique.
    var label =
        node.getOpType()
            + (node.getName().isEmpty() ? "" : " '" + node.getName() + "'")
            + MARK
            + number
            + ")";
    nodes.add(node("Shape", name + "shape", input));
    var sizes = name + "shape";
    if (!axes.isEmpty()) {
      nodes.add(constant(name + "axes", axes));
      nodes.add(node("Gather", name + "sizes", sizes, name + "axes"));
      sizes = name + "sizes";
    }
    nodes.add(node("ReduceMin", name + "least", sizes));
    nodes.add(constant(name + "zero", List.of(0L)));
    nodes.add(node("Tile", name + "zeros", name + "zero", name + "least"));
    nodes.add(
        node("Gather", name + "first", name + "zeros", name + "zero").toBuilder()
            .setName(label)
            .build());
    nodes.add(node("Add", name + "same", name + "shape", name + "first"));
    nodes.add(node("Reshape", name + "input", input, name + "same"));
    return name + "input";
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static NodeProto constant(String output, List<Long> numbers) {
    var bytes = ByteBuffer.allocate(numbers.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    numbers.forEach(bytes::putLong);
    var tensor =
        TensorProto.newBuilder()
            .setDataType(INT64)
            .addDims(numbers.size())
            .setRawData(ByteString.copyFrom(bytes.flip()));
    return node("Constant", output).toBuilder()
        .addAttribute(AttributeProto.newBuilder().setName("value").setType(4).setT(tensor))
        .build();
  }
}
