package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.GraphWitness;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.graph.Subgraph;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.InputBinding;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.plan.stage.RowsPerRun;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes stages from subgraphs: assigns a channel number to each tensor that a row carries between
 * them, and binds each session's inputs and outputs to these channels.
 */
final class SubgraphStages {
  private final ProbedStage whole;
  private final Map<String, String> exposedStates;
  private final List<Channel> channels = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Layout> layouts = new HashMap<>();
  private final Set<Integer> stateChannels = new HashSet<>();

  /**
   * @param whole the findings of probing the whole graph
   * @param exposedStates the output for the next value of each state that the graph exposes, by
   *     state input
   */
  SubgraphStages(ProbedStage whole, Map<String, String> exposedStates) {
    this.whole = whole;
    this.exposedStates = exposedStates;
    var input = whole.channels().get(whole.inputChannel());
    channel(input.name(), input, layout(whole.input()));
    for (var output : whole.outputs()) {
      var type = output.integer() ? integer(output) : ElementType.FLOAT32;
      channel(
          output.name(),
          new Channel(output.name(), type, output.volume(), output.timed()),
          layout(output));
    }
  }

  private static ElementType integer(TensorFacts output) {
    return output.elementType().equals(ElementType.INT32.label())
        ? ElementType.INT32
        : ElementType.INT64;
  }

  private static Layout layout(TensorFacts facts) {
    return new Layout(facts.batchAxis(), facts.timeAxis());
  }

  private void channel(String name, Channel channel, Layout layout) {
    numbers.put(name, channels.size());
    layouts.put(name, layout);
    channels.add(channel);
  }

  /**
   * Returns the stage of a subgraph; subgraphs must be passed in order.
   *
   * @throws LoadException where the session has an input without a source
   */
  GraphStage stage(Subgraph subgraph, GraphSession session) throws LoadException {
    for (var state : subgraph.states()) {
      var channel = new Channel(state.input(), ElementType.FLOAT32, state.width(), false);
      channel(state.input(), channel, state.layout());
      numbers.put(state.output(), numbers.getOrDefault(state.input(), -1));
      layouts.put(state.output(), state.layout());
      stateChannels.add(channels.size() - 1);
    }
    for (var value : subgraph.gives()) {
      boolean timed = value.layout().timeAxis() >= 0;
      var channel = new Channel(value.name(), ElementType.FLOAT32, value.width(), timed);
      channel(value.name(), channel, value.layout());
    }
    var inputBindings = new ArrayList<InputBinding>();
    for (var port : session.inputs()) {
      inputBindings.add(feed(session, port));
    }
    var outputBindings = new ArrayList<OutputBinding>();
    for (var port : session.outputs()) {
      var number = numbers.get(port.name());
      var layout = layouts.get(port.name());
      outputBindings.add(
          number == null || layout == null
              ? new OutputBinding.Dropped()
              : new OutputBinding.ToChannel(number, layout));
    }
    return new GraphStage(
        subgraph.name(),
        session,
        channels,
        inputBindings,
        outputBindings,
        RowsPerRun.baked(whole.stage().rowsPerRun().baked()),
        subgraph.reverse());
  }

  private InputBinding feed(GraphSession session, Port port) throws LoadException {
    if (!numbers.containsKey(port.name()) && exposedStates.containsKey(port.name())) {
      expose(session, port);
    }
    var number = numbers.get(port.name());
    var layout = layouts.get(port.name());
    if (number == null || layout == null) {
      if (port.type().isInteger() && port.rank() == 1) {
        return new InputBinding.Lengths();
      }
      throw new LoadException("no channel fills the input " + port + " of " + session.name());
    }
    var extent = layout.timeAxis() < 0 ? InputBinding.Extent.NONE : InputBinding.Extent.SLICE;
    return new InputBinding.FromChannel(number, layout, StateInputs.template(port), extent);
  }

  private void expose(GraphSession session, Port port) throws LoadException {
    var layout = StateInputs.layout(session, port);
    var template = StateInputs.template(port).stream().mapToLong(Long::longValue).toArray();
    channel(
        port.name(), new Channel(port.name(), port.type(), layout.volume(template), false), layout);
    var output = exposedStates.getOrDefault(port.name(), "");
    numbers.put(output, channels.size() - 1);
    stateChannels.add(channels.size() - 1);
    layouts.put(output, layout);
  }

  List<Channel> channels() {
    return channels;
  }

  /**
   * Returns why the subgraph may not be cut in time or its rows may not share runs; an empty string
   * where both are allowed.
   *
   * @param stage the subgraph's stage
   */
  String obstacle(Subgraph subgraph, GraphStage stage) {
    var states = new HashSet<String>();
    for (int place = 0; place < stage.inputBindings().size(); place++) {
      var inputBinding = stage.inputBindings().get(place);
      boolean isOwn =
          stage.outputBindings().stream()
              .anyMatch(made -> isTo(made, inputBinding) && isState(inputBinding));
      if (isOwn) {
        states.add(stage.session().inputs().get(place).name());
      }
    }
    var witness =
        GraphWitness.of(
            subgraph.model(), stage.session(), stage.inputBindings(), states, subgraph.reverse());
    var steps = witness.stepsObstacle(stage, channels, stateChannels);
    // A graph that takes exactly one row shares no run.
    boolean shares = stage.maxRows() > 1;
    return steps.isEmpty() && shares ? witness.rowsObstacle() : steps;
  }

  private static boolean isTo(OutputBinding made, InputBinding inputBinding) {
    return made instanceof OutputBinding.ToChannel target
        && inputBinding instanceof InputBinding.FromChannel source
        && target.channel() == source.channel();
  }

  private boolean isState(InputBinding inputBinding) {
    return inputBinding instanceof InputBinding.FromChannel source
        && stateChannels.contains(source.channel());
  }

  /** Returns the channel numbers of the model's outputs, in their order. */
  List<Integer> outputChannels() {
    return whole.outputs().stream().map(output -> numbers.getOrDefault(output.name(), -1)).toList();
  }
}
