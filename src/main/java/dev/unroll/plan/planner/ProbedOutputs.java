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
 * What the trials have shown of a graph's outputs: the channel that each goes to. An output that a
 * hidden state follows goes to the state's channel; any other gets a channel of its own.
 *
 * <p>Not safe for threads.
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
   * @param stateOutputs the output that follows each hidden state, by the state's input
   * @param allChannels of the stage so far; those of the outputs are added
   */
  ProbedOutputs(OnnxGraph graph, Map<String, String> stateOutputs, List<Channel> allChannels) {
    this.graph = graph;
    this.stateOutputs = stateOutputs;
    this.allChannels = allChannels;
  }

  /**
   * Takes in the next output.
   *
   * @param verdict how it is laid out
   * @param observed its shape in one of the trials
   * @throws LoadException where no layout holds
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
   * Checks that there is something to answer.
   *
   * @throws LoadException where all outputs are hidden states
   */
  void checkAny() throws LoadException {
    if (facts.isEmpty()) {
      throw new LoadException("it has no outputs except hidden states");
    }
  }

  /** Where the session's outputs go, in its order. */
  List<OutputBinding> outputBindings() {
    return outputBindings;
  }

  /** The numbers of the channels that clients get. */
  List<Integer> channels() {
    return List.copyOf(channels);
  }

  /** Facts of the outputs that clients get, as {@link #channels}. */
  List<TensorFacts> facts() {
    return List.copyOf(facts);
  }

  /** Facts of the outputs that hidden states follow, by the state's input. */
  Map<String, TensorFacts> states() {
    return states;
  }
}
