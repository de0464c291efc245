package dev.unroll.plan.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.unroll.core.LoadException;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.ValueInfoProto;
import dev.unroll.plan.graph.rewrite.ConstantInputs;
import dev.unroll.plan.graph.rewrite.FunctionInlining;
import dev.unroll.settings.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graph of an ONNX file. It answers questions that ONNX Runtime does not: which inputs are
 * hidden states and which outputs are their next values, how many ids the embedding has, which
 * operator is the last one. It relies on edges, never on names.
 */
public final class OnnxGraph {
  /**
   * ONNX's own domains. A node of another domain is another operator, even where the name is the
   * same.
   */
  static final Set<String> DOMAINS = Set.of("", "ai.onnx");

  /** Operators that pass a state on: they rearrange elements and do not change them. */
  private static final Set<String> MOVERS =
      Set.of(
          "Identity",
          "Cast",
          "Slice",
          "Split",
          "Concat",
          "Gather",
          "Squeeze",
          "Unsqueeze",
          "Reshape",
          "Transpose",
          "Expand",
          "Flatten");

  private final ModelProto model;
  private final boolean rewritten;
  private final GraphProto graph;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, List<NodeProto>> consumers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();

  OnnxGraph(ModelProto model) {
    this(model, false);
  }

  private OnnxGraph(ModelProto model, boolean rewritten) {
    this.model = model;
    this.rewritten = rewritten;
    this.graph = model.getGraph();
    for (var node : graph.getNodeList()) {
      // An empty name stands for an optional input or output that is absent.
      node.getOutputList().stream()
          .filter(name -> !name.isEmpty())
          .forEach(name -> producers.put(name, node));
      node.getInputList().stream()
          .filter(name -> !name.isEmpty())
          .distinct()
          .forEach(name -> consumers.computeIfAbsent(name, key -> new ArrayList<>()).add(node));
    }
    graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
  }

  /**
   * Reads a graph from a file.
   *
   * @throws LoadException where the file is not an ONNX model, or has weights outside its folder
   */
  public static OnnxGraph read(Path file) throws LoadException {
    RegularFile.check(file);
    var name = String.valueOf(file.getFileName());
    try (var stream = Files.newInputStream(file)) {
      var model = ModelProto.parseFrom(stream);
      ExternalWeights.check(file, model);
      return of(name, model);
    } catch (InvalidProtocolBufferException e) {
      throw damaged(name, e);
    } catch (IOException e) {
      throw new LoadException(name + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a graph from a file's content.
   *
   * @throws LoadException where the content is not an ONNX model
   */
  public static OnnxGraph read(String name, byte[] content) throws LoadException {
    try {
      return of(name, ModelProto.parseFrom(content));
    } catch (InvalidProtocolBufferException e) {
      throw damaged(name, e);
    }
  }

  private static OnnxGraph of(String name, ModelProto model) throws LoadException {
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw new LoadException(name + " is not an ONNX model: it holds no graph");
    }
    var inlined = FunctionInlining.of(model);
    var widened = Float16Weights.of(inlined.orElse(model));
    var timeMajor = TimeMajor.of(widened.or(() -> inlined).orElse(model));
    var rewritten = timeMajor.or(() -> widened).or(() -> inlined);
    return new OnnxGraph(rewritten.orElse(model), rewritten.isPresent());
  }

  private static LoadException damaged(String name, InvalidProtocolBufferException e) {
    return new LoadException(name + " is not an ONNX model or is truncated: " + e.getMessage(), e);
  }

  /**
   * Returns the same graph with some of its inputs made constant.
   *
   * @param constants the value of every element, by input name
   * @throws LoadException where there is no such input, or it cannot hold the value
   */
  public OnnxGraph withConstants(Map<String, Double> constants) throws LoadException {
    return constants.isEmpty() ? this : new OnnxGraph(ConstantInputs.of(model, constants), true);
  }

  /** Returns a graph that replaces this one. */
  OnnxGraph rewritten(ModelProto other) {
    return new OnnxGraph(other, true);
  }

  public ModelProto model() {
    return model;
  }

  /** Returns whether the model differs from what the file holds. */
  public boolean isRewritten() {
    return rewritten;
  }

  /**
   * Returns the hidden states that the graph exposes: the input that becomes a recurrent node's
   * first state, and the output that is its last state.
   */
  public Map<String, String> states() {
    return new ExposedStates(this).pairs();
  }

  /**
   * Returns whether one of these inputs becomes that value.
   *
   * @param byMoversOnly whether only operators that rearrange elements may lie between; else any
   *     operators but recurrent nodes
   */
  boolean leadsFromAny(Set<String> inputs, String value, boolean byMoversOnly) {
    var seen = new LinkedHashSet<String>();
    var queue = new ArrayDeque<String>(List.of(value));
    while (!queue.isEmpty()) {
      var name = queue.remove();
      if (inputs.contains(name)) {
        return true;
      }
      var producer = producers.get(name);
      if (seen.add(name)
          && producer != null
          && (byMoversOnly ? MOVERS.contains(producer.getOpType()) : !isRecurrent(producer))) {
        queue.addAll(producer.getInputList());
      }
    }
    return false;
  }

  /**
   * Returns whether the input is a recurrent node's {@code sequence_lens}, perhaps after sorting.
   */
  public boolean isSequenceLengths(String input) {
    return usesBeyondMovers(input).stream()
        .anyMatch(use ->
            (isRecurrent(use.node()) && use.place() == RecurrentNode.SEQUENCE_LENGTHS)
                || (isSorted(use) && isSequenceLengths(use.node().getOutput(0))));
  }

  private static boolean isSorted(Use use) {
    return use.node().getOpType().equals("TopK") && use.place() == 0;
  }

  /** Returns how many ids the embedding that reads the input takes; empty where there is none. */
  public OptionalLong vocabularySize(String input) {
    return usesBeyondMovers(input).stream()
        .filter(use -> use.node().getOpType().equals("Gather") && use.place() == 1)
        .map(use -> weight(use.node().getInput(0)))
        .flatMap(Optional::stream)
        .filter(tensor -> tensor.getDimsCount() == 2)
        .mapToLong(tensor -> Math.min(tensor.getDims(0), IdTypes.count(graph, input)))
        .min();
  }

  /**
   * Returns the operator that computes the output, apart from movers; empty for an output that is
   * an input.
   */
  public Optional<String> lastOperator(String output) {
    @Nullable NodeProto producer = producers.get(output);
    for (int hops = 0; producer != null && hops < graph.getNodeCount(); hops++) {
      if (!MOVERS.contains(producer.getOpType())) {
        return Optional.of(producer.getOpType());
      }
      producer = producer.getInputCount() == 0 ? null : producers.get(producer.getInput(0));
    }
    return Optional.empty();
  }

  /** Returns the inputs without weights, which older exporters list as inputs too. */
  public List<String> inputs() {
    return graph.getInputList().stream()
        .map(ValueInfoProto::getName)
        .filter(name -> !initializers.containsKey(name))
        .toList();
  }

  /** Returns the number of elements of all weights. */
  public long weightCount() {
    return graph.getInitializerList().stream()
        .mapToLong(
            tensor -> tensor.getDimsList().stream().reduce(1L, (count, size) -> count * size))
        .sum();
  }

  private Optional<TensorProto> weight(String name) {
    var initializer = initializers.get(name);
    if (initializer != null) {
      return Optional.of(initializer);
    }
    var producer = producers.get(name);
    if (producer == null || !producer.getOpType().equals("Constant")) {
      return Optional.empty();
    }
    return producer.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("value"))
        .map(attribute -> attribute.getT())
        .findFirst();
  }

  /** A use of a value: a node, and the index of its input. */
  record Use(NodeProto node, int place) {}

  /** Returns the values that one mover makes of this one. */
  List<String> movedTo(String value) {
    return consumers.getOrDefault(value, List.of()).stream()
        .filter(node -> MOVERS.contains(node.getOpType()))
        .flatMap(node -> node.getOutputList().stream())
        .toList();
  }

  public static boolean isRecurrent(NodeProto node) {
    return RecurrentNode.OPERATORS.contains(node.getOpType());
  }

  /**
   * Returns the uses of the value, followed through movers. The other inputs of movers do not
   * count.
   */
  List<Use> usesBeyondMovers(String name) {
    var uses = new ArrayList<Use>();
    var seen = new LinkedHashSet<String>();
    var queue = new ArrayDeque<String>(List.of(name));
    while (!queue.isEmpty()) {
      var value = queue.remove();
      if (!seen.add(value)) {
        continue;
      }
      for (var node : consumers.getOrDefault(value, List.of())) {
        boolean asData = node.getInput(0).equals(value) || node.getOpType().equals("Concat");
        if (MOVERS.contains(node.getOpType()) && asData) {
          queue.addAll(node.getOutputList());
        } else {
          for (int place = 0; place < node.getInputCount(); place++) {
            if (node.getInput(place).equals(value)) {
              uses.add(new Use(node, place));
            }
          }
        }
      }
    }
    return uses;
  }
}
