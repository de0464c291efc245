package dev.unroll.plan.independence.operator;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.plan.independence.value.RecurrentFacts;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the nodes of a graph or of a subgraph abstractly, in the graph's order.
 *
 * <p>Not thread-safe.
 */
public final class GraphRun {
  /** The deepest nesting of subgraphs that is followed. */
  private static final int DEEPEST = 8;

  /**
   * The most nodes that are run in all. A loop's body counts in each round, so nested loops
   * multiply.
   */
  private static final int MOST_NODES = 300_000;

  /** The state that a graph shares with its subgraphs and with the graphs around it. */
  private static final class Common {
    /** The rules by operator key. */
    private final Map<String, Rule> rules;

    /**
     * Keys of operators that the file itself defines: the rules of the same names do not hold for
     * them.
     */
    private final Set<String> defined;

    /** The number of nodes that have been run. */
    private int nodes;

    private Common(Map<String, Rule> rules, Set<String> defined) {
      this.rules = rules;
      this.defined = defined;
    }
  }

  private final Common common;
  private final Map<String, Long> opsets;
  private final boolean reverse;
  private final int depth;
  private final Map<String, Value> values;
  private final Map<String, RecurrentFacts> recurrent;

  /** A number for each subgraph, since two subgraphs may use the same names. */
  private final Map<GraphProto, Integer> graphs;

  private String scope = "";

  /**
   * @param rules by operator key; an operator without a rule grants nothing
   * @param opsets operator versions by domain
   * @param defined keys of operators that the file itself defines
   * @param reverse whether the stage runs backwards in time
   */
  public GraphRun(
      Map<String, Rule> rules, Map<String, Long> opsets, Set<String> defined, boolean reverse) {
    this(
        new Common(rules, defined),
        opsets,
        reverse,
        0,
        Map.of(),
        new LinkedHashMap<>(),
        new IdentityHashMap<>());
  }

  private GraphRun(
      Common common,
      Map<String, Long> opsets,
      boolean reverse,
      int depth,
      Map<String, Value> outer,
      Map<String, RecurrentFacts> recurrent,
      Map<GraphProto, Integer> graphs) {
    this.common = common;
    this.opsets = opsets;
    this.reverse = reverse;
    this.depth = depth;
    this.values = new HashMap<>(outer);
    this.recurrent = recurrent;
    this.graphs = graphs;
  }

  /** Returns a prefix that distinguishes this graph's names from those of other graphs. */
  String scope() {
    return scope;
  }

  boolean isReverse() {
    return reverse;
  }

  /** Runs the graph on these inputs and returns its outputs, in the graph's order. */
  public List<Value> run(GraphProto graph, Map<String, Value> inputs) {
    graph
        .getInitializerList()
        .forEach(tensor -> values.put(tensor.getName(), Constants.value(tensor)));
    values.putAll(inputs);
    for (var node : graph.getNodeList()) {
      run(node);
    }
    return graph.getOutputList().stream().map(output -> value(output.getName())).toList();
  }

  /** Runs a subgraph, which may also read the values of the graphs around it. */
  List<Value> inner(GraphProto graph, List<Value> inputs) {
    var bound = new HashMap<String, Value>();
    for (int place = 0; place < graph.getInputCount(); place++) {
      bound.put(
          graph.getInput(place).getName(),
          place < inputs.size()
              ? inputs.get(place).withPlaces(null)
              : Value.unknown("a subgraph has an input that nothing fills"));
    }
    var run = new GraphRun(common, opsets, reverse, depth + 1, values, recurrent, graphs);
    run.scope = graphs.computeIfAbsent(graph, any -> graphs.size()) + ":";
    return run.run(graph, bound);
  }

  /** Returns whether this is a subgraph, which a loop may run more than once. */
  boolean isInside() {
    return depth > 0;
  }

  boolean isTooDeep() {
    return depth >= DEEPEST;
  }

  private void run(NodeProto proto) {
    var inputs = new ArrayList<@Nullable Value>();
    for (var name : proto.getInputList()) {
      inputs.add(name.isEmpty() ? null : value(name));
    }
    var domain = proto.getDomain().equals("ai.onnx") ? "" : proto.getDomain();
    var node = new Node(proto, opsets.getOrDefault(domain, 1L), inputs, this);
    boolean isTooMany = ++common.nodes > MOST_NODES;
    var outputs =
        isTooMany
            ? node.unknown("the graph has too many nodes for the analysis")
            : apply(Rule.key(domain, proto.getOpType()), node);
    for (int place = 0; place < proto.getOutputCount(); place++) {
      var name = proto.getOutput(place);
      if (!name.isEmpty()) {
        values.put(
            name,
            place < outputs.size()
                ? outputs.get(place)
                : Value.unknown(node.label() + " has an output that the analysis does not cover"));
      }
    }
  }

  private List<Value> apply(String key, Node node) {
    var rule = common.defined.contains(key) ? null : common.rules.get(key);
    if (rule == null) {
      return node.unknown(node.label() + " is an operator that the analysis does not know");
    }
    if (node.inputs().stream().anyMatch(GraphRun::isSequence)
        && !TensorSequences.TAKERS.contains(key)) {
      return node.unknown(node.label() + " takes a sequence of tensors");
    }
    try {
      var made = node.tells() ? rule.apply(node) : node.withObstacles(rule.apply(node));
      var data = made.stream().map(value -> value.withPlaces(null)).toList();
      return RowPlaces.followed(node, rule, data);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      // The graph breaks the ONNX specification; ONNX Runtime will report it.
      return node.unknown(node.label() + " does not follow the ONNX specification");
    }
  }

  private static boolean isSequence(@Nullable Value value) {
    return value != null && value.isSequence();
  }

  /** Returns what is known about the named value. */
  Value value(String name) {
    return values.getOrDefault(name, Value.unknown("no node computes '" + name + "'"));
  }

  /** Records what a recurrent node does, under its first output. */
  void found(NodeProto node, RecurrentFacts facts) {
    node.getOutputList().stream()
        .filter(name -> !name.isEmpty())
        .findFirst()
        .ifPresent(name -> recurrent.put(name, facts));
  }

  public Map<String, RecurrentFacts> recurrent() {
    return recurrent;
  }
}
