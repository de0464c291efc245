package dev.unroll.plan.graph;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pairs a graph's state inputs with its state outputs, by following its edges: into recurrent
 * nodes, loops and branches. Where a cell is written out, no edge tells, and {@link StateNames} do.
 */
public final class ExposedStates {
  /** The most states of a node: h and c. */
  private static final int STATES = 2;

  private final OnnxGraph graph;
  private final GraphProto model;
  private final Set<String> outputs = new LinkedHashSet<>();

  public ExposedStates(OnnxGraph graph) {
    this.model = FlatBranches.of(graph.model().getGraph());
    this.graph =
        model.equals(graph.model().getGraph())
            ? graph
            : new OnnxGraph(graph.model().toBuilder().setGraph(model).build());
    model.getOutputList().forEach(output -> outputs.add(output.getName()));
  }

  /** Returns the state output of each state input. */
  Map<String, String> pairs() {
    var states = new LinkedHashMap<String, String>();
    for (var input : model.getInputList()) {
      for (var use : graph.usesBeyondMovers(input.getName())) {
        var last = CarriedValues.lastOf(use.node(), use.place());
        if (last.isPresent()) {
          outputMovedFrom(use.node().getOutput(last.getAsInt()), input)
              .filter(name -> OnnxGraph.isRecurrent(use.node()) || isAlike(input, name))
              .ifPresent(name -> states.putIfAbsent(input.getName(), name));
        }
      }
    }
    addNamed(states);
    return states;
  }

  private void addNamed(Map<String, String> states) {
    for (var input : model.getInputList()) {
      for (var output : model.getOutputList()) {
        if (!states.containsKey(input.getName())
            && !states.containsValue(output.getName())
            && changed(input).isEmpty()
            && StateNames.arePair(input, output, model.getOutputList())
            && graph.leadsFromAny(Set.of(input.getName()), output.getName(), false)) {
          states.put(input.getName(), output.getName());
        }
      }
    }
  }

  private boolean isAlike(ValueInfoProto input, String output) {
    return model.getOutputList().stream()
        .anyMatch(other -> other.getName().equals(output) && isAlike(input, other));
  }

  /**
   * Returns what to write into model.yaml for inputs that become a recurrent node's first state but
   * are changed before that. They may be states or content, which the graph does not tell. Returns
   * an empty string where there are none.
   */
  public String advice(List<String> inputs) {
    var advice = new StringBuilder();
    for (var input : model.getInputList()) {
      if (inputs.contains(input.getName())) {
        changed(input).ifPresent(advice::append);
      }
    }
    return advice.toString();
  }

  private Optional<String> changed(ValueInfoProto input) {
    for (var node : model.getNodeList()) {
      for (int state = 0; OnnxGraph.isRecurrent(node) && state < STATES; state++) {
        int first = RecurrentNode.INITIAL_H + state;
        int last = RecurrentNode.LAST_H + state;
        if (node.getInputCount() > first
            && node.getOutputCount() > last
            && graph.leadsFromAny(Set.of(input.getName()), node.getInput(first), false)) {
          var output = outputMovedFrom(node.getOutput(last), input);
          if (output.isPresent()) {
            return Optional.of(
                "; '%s' is changed before a %s begins with it, so it is not taken for a hidden state;"
                        .formatted(input.getName(), node.getOpType())
                    + " if it is one, write states: {%s: %s} in model.yaml"
                        .formatted(input.getName(), output.get()));
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the output that a node's last state becomes: the nearest one with the rank and sizes of
   * the state input, or else the nearest. A graph may return its last state twice, once as a state
   * and once, flattened, as an answer.
   */
  private Optional<String> outputMovedFrom(String name, ValueInfoProto input) {
    var reached = new ArrayList<String>();
    var seen = new LinkedHashSet<String>();
    var queue = new ArrayDeque<String>(List.of(name));
    while (!queue.isEmpty()) {
      var value = queue.remove();
      if (!value.isEmpty() && seen.add(value)) {
        if (outputs.contains(value)) {
          reached.add(value);
        }
        queue.addAll(graph.movedTo(value));
      }
    }
    var alike =
        model.getOutputList().stream()
            .filter(output -> isAlike(input, output))
            .map(ValueInfoProto::getName)
            .toList();
    return reached.stream()
        .filter(alike::contains)
        .findFirst()
        .or(() -> reached.stream().findFirst());
  }

  /** Returns whether both have the same rank and, where both fix a size, the same sizes. */
  private static boolean isAlike(ValueInfoProto one, ValueInfoProto other) {
    var sizes = one.getType().getTensorType().getShape().getDimList();
    var otherSizes = other.getType().getTensorType().getShape().getDimList();
    if (sizes.size() != otherSizes.size()) {
      return false;
    }
    for (int axis = 0; axis < sizes.size(); axis++) {
      boolean fixed = sizes.get(axis).hasDimValue() && otherSizes.get(axis).hasDimValue();
      if (fixed && sizes.get(axis).getDimValue() != otherSizes.get(axis).getDimValue()) {
        return false;
      }
    }
    return true;
  }
}
