package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.TensorPlan;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphState;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.plan.stage.TensorStage;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the plan of a graph that is not one sequence of steps: clients give its inputs by name. It
 * is always right, since the graph runs on what the client has sent.
 *
 * <p>Not thread-safe.
 */
final class TensorPlans {
  private final GraphSession session;
  private final OnnxGraph graph;
  private final String device;
  private final long parameters;
  private final Map<String, String> states;
  private final List<Channel> channels;
  private final List<OutputBinding.ToChannel> outputBindings = new ArrayList<>();
  private final List<Integer> outputChannels = new ArrayList<>();
  private final List<TensorFacts> outputs = new ArrayList<>();
  private final List<GraphState> kept = new ArrayList<>();
  private final TensorProbe probe;
  private final TensorProbe.Findings findings;

  /**
   * @param named the output for the next value of each state input; empty to find them
   * @param device "cpu" or "cuda:N"
   * @throws LoadException where a named input or output does not exist
   */
  TensorPlans(
      GraphSession session,
      OnnxGraph graph,
      Map<String, String> named,
      String device,
      long parameters)
      throws LoadException {
    this.session = session;
    this.graph = graph;
    this.device = device;
    this.parameters = parameters;
    checkInputs();
    this.states = fitting(StateInputs.pairs(session, graph, named));
    this.probe = new TensorProbe(session, graph, states.keySet());
    this.findings = probe.find();
    this.channels = new ArrayList<>(findings.reading().channels());
  }

  private void checkInputs() throws LoadException {
    if (session.inputs().isEmpty()) {
      throw new LoadException(session.name() + " has no inputs, so there is nothing to ask it");
    }
    for (var port : session.inputs()) {
      if (port.dimensions().stream().anyMatch(dimension -> dimension.size() == 0)) {
        throw new LoadException(
            session.name() + ": input " + port + " has an axis of size 0, so it can hold nothing");
      }
    }
  }

  /**
   * Returns the states that a row can begin with zeros: those whose sizes do not depend on the
   * input. Any others are data, which the client sends. A graph has one input that is no state.
   */
  private Map<String, String> fitting(Map<String, String> pairs) {
    var fitting = new LinkedHashMap<>(pairs);
    fitting.keySet().removeIf(name -> port(session.inputs(), name).freeAxes().size() > 1);
    return fitting.size() == session.inputs().size() ? Map.of() : fitting;
  }

  private static Port port(List<Port> ports, String name) {
    return ports.stream().filter(port -> port.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * Returns the plan.
   *
   * @param why why the graph is not one sequence of steps
   * @param hints the first values of its states
   * @throws LoadException where first values do not fit the states
   */
  TensorPlan plan(String why, GraphHints hints) throws LoadException {
    var seen = seen();
    for (int place = 0; place < session.outputs().size(); place++) {
      add(session.outputs().get(place), findings.outputs().get(place), seen.get(place));
    }
    if (outputs.isEmpty()) {
      // Clients of a graph whose only outputs are states get these.
      for (var state : kept) {
        outputs.add(state.output());
        outputChannels.add(session.inputs().indexOf(port(session.inputs(), state.input().name())));
      }
    }
    boolean shared = findings.obstacle().isEmpty();
    var stage = new TensorStage(session, findings.reading().bindings(), outputBindings, shared);
    Planner.checkFirstStates(kept, hints.firstStates());
    var facts = facts(why, shared);
    var inputChannels = new ArrayList<Integer>();
    for (int place = 0; place < session.inputs().size(); place++) {
      if (!states.containsKey(session.inputs().get(place).name())) {
        inputChannels.add(place);
      }
    }
    return new TensorPlan(
        facts, stage, channels, inputChannels, outputChannels, hints.firstStates());
  }

  private PlanFacts facts(String why, boolean shared) {
    var inputs = findings.reading().inputs();
    var refused = new ArrayList<String>();
    refused.add("causal, staged: " + why);
    if (!shared) {
      refused.add("whole: " + findings.obstacle());
    }
    var warnings = new ArrayList<String>();
    if (findings.trial().isEmpty()) {
      warnings.add(
          "no random input was found that the graph takes, so nothing about it was tried: "
              + probe.failure());
    }
    var widths =
        kept.stream()
            .map(state -> new StageFacts.StateFacts(state.input().name(), state.input().volume()))
            .toList();
    return new PlanFacts(
        shared ? "whole" : "alone",
        parameters,
        findings.proof(),
        0,
        findings.trial().map(TensorTrial::size).orElse(1),
        0,
        inputs.get(0),
        inputs.subList(1, inputs.size()),
        true,
        outputs,
        device,
        List.of(StageFacts.of("whole", graph, widths, List.of())),
        kept,
        "",
        refused,
        warnings);
  }

  /** Returns the shape of each output in a run; the declared one where no run succeeded. */
  private List<List<Long>> seen() {
    if (findings.trial().isPresent()) {
      try {
        var trial = findings.trial().get();
        return trial.shapes(1, trial.size()).stream().map(TensorPlans::list).toList();
      } catch (GraphException e) {
        // The declared shapes are all that is known then.
      }
    }
    return session.outputs().stream()
        .map(port -> port.dimensions().stream().map(dimension -> dimension.size()).toList())
        .toList();
  }

  private static List<Long> list(long[] sizes) {
    var list = new ArrayList<Long>();
    for (long size : sizes) {
      list.add(size);
    }
    return list;
  }

  private void add(Port port, Layout layout, List<Long> seen) {
    var facts = facts(port, layout, seen);
    var state =
        states.entrySet().stream()
            .filter(pair -> pair.getValue().equals(port.name()))
            .map(Map.Entry::getKey)
            .findFirst();
    if (state.isPresent()) {
      int channel = session.inputs().indexOf(port(session.inputs(), state.get()));
      outputBindings.add(new OutputBinding.ToChannel(channel, layout, true));
      kept.add(new GraphState(stateInput(channel), stateOutput(facts, channel)));
      return;
    }
    outputBindings.add(new OutputBinding.ToChannel(channels.size(), layout, true));
    outputChannels.add(channels.size());
    outputs.add(facts);
    channels.add(new Channel(port.name(), port.type(), facts.volume(), false));
  }

  /** Returns an output's facts; -1 stands for sizes that the graph does not declare. */
  private TensorFacts facts(Port port, Layout layout, List<Long> seen) {
    var declared = new long[seen.size()];
    for (int axis = 0; axis < declared.length; axis++) {
      boolean isDeclared = port.rank() == seen.size() && !port.dimensions().get(axis).isFree();
      declared[axis] = isDeclared ? seen.get(axis) : -1;
    }
    return TensorFacts.of(port, layout, declared, graph.lastOperator(port.name()).orElse(""));
  }

  private TensorFacts stateInput(int channel) {
    var port = session.inputs().get(channel);
    var sizes = StateInputs.template(port).stream().mapToLong(Long::longValue).toArray();
    return TensorFacts.of(port, new Layout(findings.reading().batchAxis(port), -1), sizes, "");
  }

  /** The next value of a state has as many numbers as the state. */
  private TensorFacts stateOutput(TensorFacts facts, int channel) {
    var shape = StateInputs.template(session.inputs().get(channel));
    var input = stateInput(channel);
    boolean isAlike = shape.size() == facts.shape().size();
    return new TensorFacts(
        facts.name(),
        facts.elementType(),
        isAlike ? shape : facts.shape(),
        facts.batchAxis(),
        -1,
        input.volume(),
        facts.integer(),
        facts.lastOperator());
  }
}
