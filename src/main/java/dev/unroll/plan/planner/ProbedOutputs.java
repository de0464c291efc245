package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The channels of a graph's outputs, as the trials have shown. The next value of a hidden state
 * goes to the state's channel; any other output gets its own channel.
 *
 * <p>Not thread-safe.
 */
final class ProbedOutputs {
  private final OnnxGraph graph;
  private final Map<String, String> stateOutputs;
  private final List<Channel> allChannels;
  private final List<OutputBinding> outputBindings = new ArrayList<>();
  private final List<Integer> channels = new ArrayList<>();
  private final List<TensorFacts> facts = new ArrayList<>();
  private final Map<String, TensorFacts> states = new HashMap<>();

  /**
   * @param stateOutputs the output for the next value of each state, by state input
   * @param allChannels the stage's channels so far; those of the outputs are added
   */
  ProbedOutputs(OnnxGraph graph, Map<String, String> stateOutputs, List<Channel> allChannels) {
    this.graph = graph;
    this.stateOutputs = stateOutputs;
    this.allChannels = allChannels;
  }

  /**
   * Adds the next output.
   *
   * @param verdict its layout
   * @param observed its shape in one of the trials
   * @throws LoadException where no layout fits
   */
  void add(Port port, Trial.Verdict verdict, long[] observed) throws LoadException {
    if (!verdict.holds()) {
      throw new LoadException(verdict.problem());
    }
    var shape = observed.clone();
    if (verdict.openAxis() >= 0) {
      shape[verdict.openAxis()] = -1;
    }
    var layout = verdict.layout();
    var state = StateInputs.followedBy(stateOutputs, port, allChannels);
    int channel = state.orElse(allChannels.size());
    outputBindings.add(new OutputBinding.ToChannel(channel, layout, !verdict.hasInputSteps()));
    var found = TensorFacts.of(port, layout, shape, graph.lastOperator(port.name()).orElse(""));
    if (state.isEmpty()) {
      channels.add(channel);
      allChannels.add(
          new Channel(port.name(), port.type(), found.volume(), layout.timeAxis() >= 0));
      facts.add(found);
    } else {
      states.put(allChannels.get(channel).name(), found);
    }
  }

  /**
   * Checks that there is an output for clients.
   *
   * @throws LoadException where all outputs are hidden states
   */
  void checkAny() throws LoadException {
    if (facts.isEmpty()) {
      throw new LoadException("it has no outputs except hidden states");
    }
  }

  /** Returns the target of each output, in the session's order. */
  List<OutputBinding> outputBindings() {
    return outputBindings;
  }

  /** Returns the channel numbers of the outputs that clients get. */
  List<Integer> channels() {
    return List.copyOf(channels);
  }

  /** Returns the facts of the outputs that clients get, in the order of {@link #channels}. */
  List<TensorFacts> facts() {
    return List.copyOf(facts);
  }

  /** Returns the facts of the outputs for the next values of states, by state input. */
  Map<String, TensorFacts> states() {
    return states;
  }
}
