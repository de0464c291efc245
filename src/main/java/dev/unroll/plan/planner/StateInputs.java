package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphState;
import dev.unroll.plan.stage.InputBinding;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.Dimension;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the hidden states that a graph exposes, and their axes of rows. */
final class StateInputs {
  private StateInputs() {}

  /**
   * Returns the output for the next value of each state input: those that the manifest names, else
   * those that the edges show.
   *
   * @throws LoadException where a named input or output does not exist
   */
  static Map<String, String> pairs(GraphSession session, OnnxGraph graph, Map<String, String> named)
      throws LoadException {
    if (named.isEmpty()) {
      return graph.states();
    }
    var inputs = session.inputs().stream().map(Port::name).toList();
    var outputs = session.outputs().stream().map(Port::name).toList();
    for (var pair : named.entrySet()) {
      check(session, "input", pair.getKey(), inputs);
      check(session, "output", pair.getValue(), outputs);
    }
    return new LinkedHashMap<>(named);
  }

  private static void check(GraphSession session, String what, String name, List<String> known)
      throws LoadException {
    if (!known.contains(name)) {
      throw new LoadException(
          session.name() + " has no " + what + " '" + name + "' for a state; it has " + known);
    }
  }

  /**
   * Returns the layout of a state. Its rows are on its only free axis or, where all axes are fixed,
   * on the last axis but one, as in recurrent nodes.
   */
  static Layout layout(GraphSession session, Port port) throws LoadException {
    var free = port.freeAxes();
    if (free.size() > 1) {
      throw new LoadException(
          session.name() + ": state '" + port + "' has more than one axis of free size");
    }
    return new Layout(free.isEmpty() ? Math.max(0, port.rank() - 2) : free.get(0), -1);
  }

  /** Returns the port's sizes, with 1 for free sizes, which are set later. */
  static List<Long> template(Port port) {
    return port.dimensions().stream().map(Dimension::size).map(size -> Math.max(1, size)).toList();
  }

  /**
   * Returns the states that the graph exposes, each with the output for its next value.
   *
   * @param next the outputs for the next values, by state input
   */
  static List<GraphState> exposed(GraphSession session, Map<String, TensorFacts> next)
      throws LoadException {
    var exposed = new ArrayList<GraphState>();
    for (var port : session.inputs()) {
      var output = next.get(port.name());
      if (output != null) {
        var shape = template(port).stream().mapToLong(Long::longValue).toArray();
        var facts = TensorFacts.of(port, layout(session, port), shape, "");
        if (facts.volume() == output.volume()) {
          exposed.add(new GraphState(facts, output));
        }
      }
    }
    return exposed;
  }

  /** Returns the channel of the state whose next value is this output. */
  static Optional<Integer> followedBy(
      Map<String, String> states, Port output, List<Channel> channels) {
    return states.entrySet().stream()
        .filter(pair -> pair.getValue().equals(output.name()))
        .flatMap(pair ->
            channels.stream()
                .filter(channel -> channel.name().equals(pair.getKey()))
                .map(channels::indexOf))
        .findFirst();
  }

  /**
   * What fills a graph's inputs: the data, the lengths of the rows, and hidden states.
   *
   * @param input the data
   * @param layout of the data
   * @param channels of the data; those of the states are added
   */
  static List<InputBinding> bindings(
      GraphSession session, OnnxGraph graph, Port input, Layout layout, List<Channel> channels)
      throws LoadException {
    var bindings = new ArrayList<InputBinding>();
    for (var port : session.inputs()) {
      if (port.equals(input)) {
        var extent = layout.timeAxis() < 0 ? InputBinding.Extent.NONE : InputBinding.Extent.SLICE;
        bindings.add(new InputBinding.FromChannel(0, layout, template(port), extent));
      } else if (isLengths(graph, port)) {
        bindings.add(new InputBinding.Lengths());
      } else {
        var rows = layout(session, port);
        var shape = template(port);
        bindings.add(
            new InputBinding.FromChannel(channels.size(), rows, shape, InputBinding.Extent.NONE));
        channels.add(new Channel(port.name(), port.type(), rows.volume(shape), false));
      }
    }
    return bindings;
  }

  /** Whether an input takes the number of steps of each row. */
  static boolean isLengths(OnnxGraph graph, Port port) {
    return port.type().isInteger() && port.rank() == 1 && graph.isSequenceLengths(port.name());
  }
}
