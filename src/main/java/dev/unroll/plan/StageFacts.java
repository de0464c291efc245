package dev.unroll.plan;

import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.graph.Subgraph;
import java.util.List;

/**
 * What a stage is, for people.
 *
 * @param name "causal", "layer 0 forward", "head", "whole", "encode", "decode"
 * @param sliced whether it can be advanced by any number of steps
 * @param reverse whether its slices go down in time
 * @param operators how many operators its graph has
 * @param states the hidden states that a row keeps between its slices
 * @param takes the stages that it takes from, besides the model's input
 */
public record StageFacts(
    String name,
    boolean sliced,
    boolean reverse,
    int operators,
    List<StateFacts> states,
    List<String> takes) {
  public StageFacts {
    states = List.copyOf(states);
    takes = List.copyOf(takes);
  }

  /**
   * A hidden state.
   *
   * @param width numbers a row
   */
  public record StateFacts(String name, int width) {}

  public static StageFacts of(Subgraph subgraph, List<Subgraph> before) {
    var takes =
        before.stream()
            .filter(other ->
                subgraph.takes().stream()
                    .anyMatch(value -> other.gives().contains(value) || isLast(other, value)))
            .map(Subgraph::name)
            .toList();
    return new StageFacts(
        subgraph.name(),
        true,
        subgraph.reverse(),
        subgraph.model().getGraph().getNodeCount(),
        subgraph.states().stream()
            .map(state -> new StateFacts(state.input(), state.width()))
            .toList(),
        takes);
  }

  /** Whether the value is the last state of a node of that piece. */
  private static boolean isLast(Subgraph subgraph, Subgraph.Value value) {
    return subgraph.states().stream().anyMatch(state -> state.input().equals(value.name()));
  }

  /** A graph that runs as it is. */
  public static StageFacts of(
      String name, OnnxGraph graph, List<StateFacts> states, List<String> takes) {
    int operators = graph.model().getGraph().getNodeCount();
    return new StageFacts(name, false, false, operators, states, takes);
  }
}
