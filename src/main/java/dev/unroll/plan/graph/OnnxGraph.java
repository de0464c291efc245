package dev.unroll.plan.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.unroll.core.LoadException;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.onnx.ValueInfoProto;
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
 * A graph as its file tells it: which node feeds which. It answers the questions that ONNX Runtime
 * does not: which inputs are hidden states and which outputs follow them, how many ids the
 * embedding knows, what the last operator is. Names mean nothing here, only edges.
 */
public final class OnnxGraph {
  /** ONNX's own: what has another domain is another operator, whatever its name. */
  static final Set<String> DOMAINS = Set.of("", "ai.onnx");

  /** Operators that hand a state on: they move numbers about, and do not change them. */
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
      // An empty name is an optional input or output that is not there.
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
   * Reads a file.
   *
   * @throws LoadException where it is no ONNX model, or keeps weights outside of its folder
   */
  public static OnnxGraph read(Path file) throws LoadException {
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
   * Reads a file's content.
   *
   * @throws LoadException where it is no ONNX model
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
   * The same graph with some of its inputs constant.
   *
   * @param constants what each of an input's elements is
   * @throws LoadException where there is no such input, or it cannot hold that
   */
  public OnnxGraph withConstants(Map<String, Double> constants) throws LoadException {
    return constants.isEmpty() ? this : new OnnxGraph(ConstantInputs.of(model, constants), true);
  }

  /** A graph in the place of this one. */
  OnnxGraph rewritten(ModelProto other) {
    return new OnnxGraph(other, true);
  }

  public ModelProto model() {
    return model;
  }

  /** Whether the model is not what the file holds any more. */
  public boolean isRewritten() {
    return rewritten;
  }

  /**
   * Hidden states that the graph exposes: from the input that becomes a recurrent node's first
   * state to the output that is its last one.
   */
  public Map<String, String> states() {
    return new ExposedStates(this).pairs();
  }

  /**
   * Whether one of these inputs becomes that value.
   *
   * @param byMoversOnly whether nothing may change it on the way; else anything but a recurrent
   *     node
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

  /** Whether the input is a recurrent node's {@code sequence_lens}, or is sorted to be that. */
  public boolean isSequenceLengths(String input) {
    return usesBeyondMovers(input).stream()
        .anyMatch(use ->
            (isRecurrent(use.node()) && use.place() == RecurrentNode.SEQUENCE_LENGTHS)
                || (isSorted(use) && isSequenceLengths(use.node().getOutput(0))));
  }

  private static boolean isSorted(Use use) {
    return use.node().getOpType().equals("TopK") && use.place() == 0;
  }

  /** How many ids the embedding behind that input knows, where it is a lookup in a weight. */
  public OptionalLong vocabularySize(String input) {
    return usesBeyondMovers(input).stream()
        .filter(use -> use.node().getOpType().equals("Gather") && use.place() == 1)
        .map(use -> weight(use.node().getInput(0)))
        .flatMap(Optional::stream)
        .filter(tensor -> tensor.getDimsCount() == 2)
        .mapToLong(tensor -> tensor.getDims(0))
        .min();
  }

  /** The operator that makes the output, movers aside; empty for an output that is an input. */
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

  /** Inputs that are not weights: older exporters list those as well. */
  public List<String> inputs() {
    return graph.getInputList().stream()
        .map(ValueInfoProto::getName)
        .filter(name -> !initializers.containsKey(name))
        .toList();
  }

  /** How many numbers its weights have in all. */
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

  /** A value's arrival: a node, and which of its inputs it is. */
  record Use(NodeProto node, int place) {}

  /** The values that this one is handed on as, by one mover. */
  List<String> movedTo(String value) {
    return consumers.getOrDefault(value, List.of()).stream()
        .filter(node -> MOVERS.contains(node.getOpType()))
        .flatMap(node -> node.getOutputList().stream())
        .toList();
  }

  public static boolean isRecurrent(NodeProto node) {
    return RecurrentNode.OPERATORS.contains(node.getOpType());
  }

  /** Where the value arrives, followed through movers, whose other inputs are no arrival. */
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
