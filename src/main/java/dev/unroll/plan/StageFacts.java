package dev.unroll.plan;

import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.graph.Subgraph;
import java.util.List;

/**
 * The facts about a stage, for people.
 *
 * @param name "causal", "layer 0 forward", "head", "whole", "encode", "decode"
 * @param sliced whether it can be advanced by any number of steps
 * @param reverse whether its slices go backwards in time
 * @param operators the number of operators of its graph
 * @param states the hidden states that a row keeps between slices
 * @param takes the names of the stages whose outputs it reads
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
   * @param width the number of elements per row
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

  /** Returns whether the value is the last state of a node of that subgraph. */
  private static boolean isLast(Subgraph subgraph, Subgraph.Value value) {
    return subgraph.states().stream().anyMatch(state -> state.input().equals(value.name()));
  }

  /** Returns the facts of a graph that is not cut. */
  public static StageFacts of(
      String name, OnnxGraph graph, List<StateFacts> states, List<String> takes) {
    int operators = graph.model().getGraph().getNodeCount();
    return new StageFacts(name, false, false, operators, states, takes);
  }
}
