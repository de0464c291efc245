package dev.unroll.plan.graph;

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
 * Keeps tensors without elements from operators that end the process when they get one.
 *
 * <p>Some of ONNX Runtime's kernels do: a GRU of no steps, an LSTM of no rows, a normalisation of
 * no places. A graph may come to that by what its input says: it cuts padding off and a row is
 * nothing but padding, it halves the steps and there is one. Alone in a process of one's own that
 * is one's own fault; in a server it takes all others along. So before such an operator, where its
 * input might be empty, a few small operators fail if it is: they count its elements along the axes
 * that count, and pick the first.
 */
public final class EmptyGuards {
  private static final int INT64 = 7;
  private static final List<Long> ALL = List.of();
  private static final List<Long> STEPS_AND_ROWS = List.of(0L, 1L);

  /** An LSTM of no steps leaves its first states: that is right. */
  private static final List<Long> ROWS = List.of(1L);

  /** Axes of the first input of which none may be empty; none named: all. */
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

  /** What a failed guard's node is called, up to what it guards: "GRU '/gru'". */
  private static final Pattern FAILED =
      Pattern.compile("Name:'(.*?)" + Pattern.quote(MARK), Pattern.DOTALL);

  private int guards;

  private EmptyGuards() {}

  /** The operator whose guard has failed, if that is what has. */
  public static Optional<String> failed(GraphException failure) {
    var matcher = FAILED.matcher(String.valueOf(failure.getMessage()));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The same model with guards; empty where it needs none. */
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
   * @param isWhole whether it is no graph inside a node: what those get from around them is not
   *     followed
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

  /** Of no elements at all there are no unique ones: only places along an axis are compared. */
  private static boolean isOfAllElements(NodeProto node) {
    return node.getOpType().equals("Unique")
        && node.getAttributeList().stream()
            .noneMatch(attribute -> attribute.getName().equals("axis"));
  }

  /** Graphs inside a node are guarded too. */
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

  /** Adds what fails if the input is empty; returns the name that the input has afterwards. */
  private String guard(NodeProto node, String input, List<Long> axes, List<NodeProto> nodes) {
    int number = ++guards;
    var name = "unroll.guard." + number + ".";
    // Where it fails ONNX Runtime tells this name, and no two nodes may have the same.
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
