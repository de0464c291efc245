package dev.unroll.plan.graph;

import dev.unroll.onnx.ModelProto;
import java.util.List;

/**
 * A part of a graph that runs as one stage of a plan.
 *
 * @param name "causal", "layer 0 forward", "head"
 * @param model the graph
 * @param reverse whether its slices go backwards in time
 * @param states the hidden states that it reads and writes
 * @param takes the values that it reads from earlier subgraphs
 * @param gives the values that it writes for later subgraphs; all other outputs, except states, are
 *     the model's own outputs
 */
public record Subgraph(
    String name,
    ModelProto model,
    boolean reverse,
    List<State> states,
    List<Value> takes,
    List<Value> gives) {
  public Subgraph {
    states = List.copyOf(states);
    takes = List.copyOf(takes);
    gives = List.copyOf(gives);
  }

  /**
   * A hidden state of a recurrent node.
   *
   * @param input the graph input for its value at the start of a slice
   * @param output the graph output for its value at the end of a slice
   * @param layout the position of its axis of rows
   * @param width the number of elements per row
   */
  public record State(String input, String output, Layout layout, int width) {}

  /**
   * An output of a recurrent node in one direction.
   *
   * @param name the name that subgraphs share
   * @param source the name of the subgraph's output
   * @param layout the positions of its axes; without an axis of steps it is a node's last state
   * @param width the number of elements per step, or per row
   */
  public record Value(String name, String source, Layout layout, int width) {}
}
