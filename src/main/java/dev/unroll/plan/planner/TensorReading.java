package dev.unroll.plan.planner;

import dev.unroll.plan.graph.AxisNames;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.InputBinding;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.Dimension;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One way to read the inputs of a graph: which axis of each holds the rows, if any does.
 *
 * @param batchAxes the axis of rows by input name; -1 where an input has none
 */
record TensorReading(GraphSession session, Set<String> states, Map<String, Integer> batchAxes) {
  /**
   * Returns the possible readings, the likeliest first. The last one has no rows at all: then each
   * request is one run.
   *
   * @param states the names of inputs that are hidden states
   */
  static List<TensorReading> all(GraphSession session, Set<String> states) {
    var readings = new LinkedHashSet<TensorReading>();
    var data = data(session, states).stream().filter(port -> port.rank() > 0).toList();
    if (!data.isEmpty()) {
      for (var dimension : data.get(0).dimensions()) {
        if (dimension.isFree() && !dimension.name().isEmpty() && !AxisNames.areSteps(dimension)) {
          add(readings, session, states, data, dimension.name());
        }
      }
      add(readings, session, states, data, "");
    }
    readings.add(new TensorReading(session, states, Map.of()));
    return List.copyOf(readings);
  }

  /**
   * @param name the name of the axis of rows; empty: the first axis of each input
   */
  private static void add(
      Set<TensorReading> readings,
      GraphSession session,
      Set<String> states,
      List<Port> data,
      String name) {
    var axes = new HashMap<String, Integer>();
    for (var port : data) {
      int axis = name.isEmpty() ? 0 : axisNamed(port, name);
      if (axis < 0
          || !port.dimensions().get(axis).isFree()
          || AxisNames.areSteps(port.dimensions().get(axis))) {
        return;
      }
      axes.put(port.name(), axis);
    }
    for (var port : session.inputs()) {
      if (states.contains(port.name())) {
        var free = port.freeAxes();
        if (free.size() != 1) {
          return;
        }
        axes.put(port.name(), free.get(0));
      }
    }
    readings.add(new TensorReading(session, states, Map.copyOf(axes)));
  }

  private static int axisNamed(Port port, String name) {
    int found = -1;
    for (int axis = 0; axis < port.rank(); axis++) {
      if (port.dimensions().get(axis).name().equals(name)) {
        if (found >= 0) {
          return -1;
        }
        found = axis;
      }
    }
    return found;
  }

  private static List<Port> data(GraphSession session, Set<String> states) {
    return session.inputs().stream().filter(port -> !states.contains(port.name())).toList();
  }

  boolean hasRows() {
    return !batchAxes.isEmpty();
  }

  /** Returns whether the names of all axes of rows say that they are. */
  boolean isNamed() {
    return hasRows()
        && session.inputs().stream()
            .filter(port -> batchAxis(port) >= 0)
            .allMatch(port -> AxisNames.areRows(port.dimensions().get(batchAxis(port))));
  }

  int batchAxis(Port port) {
    return batchAxes.getOrDefault(port.name(), -1);
  }

  /** Returns the axis of an output that has the name of the inputs' axis of rows; else -1. */
  int namedBatchAxis(Port output) {
    var names = new LinkedHashSet<String>();
    for (var port : session.inputs()) {
      if (batchAxis(port) >= 0) {
        names.add(port.dimensions().get(batchAxis(port)).name());
      }
    }
    for (int axis = 0; axis < output.rank(); axis++) {
      if (names.contains(output.dimensions().get(axis).name())) {
        return axis;
      }
    }
    return -1;
  }

  /** Returns the facts of the inputs that clients fill. */
  List<TensorFacts> inputs() {
    return data(session, states).stream().map(this::facts).toList();
  }

  /** Returns the facts of an input; its volume is 0 if clients choose a size. */
  TensorFacts facts(Port port) {
    var sizes = port.dimensions().stream().mapToLong(Dimension::size).toArray();
    return TensorFacts.of(port, new Layout(batchAxis(port), -1), sizes, "");
  }

  /** Returns a channel for each of the session's inputs, in their order. */
  List<Channel> channels() {
    return session.inputs().stream()
        .map(port -> new Channel(port.name(), port.type(), channelVolume(port), false))
        .toList();
  }

  private int channelVolume(Port port) {
    return states.contains(port.name())
        ? new Layout(batchAxis(port), -1).volume(StateInputs.template(port))
        : facts(port).volume();
  }

  /** Returns what fills each of the session's inputs: the channel of the same number. */
  List<InputBinding.FromChannel> bindings() {
    var bindings = new ArrayList<InputBinding.FromChannel>();
    for (var port : session.inputs()) {
      int batchAxis = batchAxis(port);
      var own = new ArrayList<>(StateInputs.template(port));
      if (batchAxis >= 0) {
        own.remove(batchAxis);
      }
      bindings.add(
          new InputBinding.FromChannel(
              bindings.size(), new Layout(batchAxis, -1), own, InputBinding.Extent.NONE));
    }
    return bindings;
  }
}
