package dev.unroll.plan.graph;

import dev.unroll.onnx.ModelProto;
import java.util.List;

/**
 * A graph to be run as one stage of a plan.
 *
 * @param name "causal", "layer 0 forward", "head"
 * @param model the graph
 * @param reverse whether its slices go down in time
 * @param states the hidden states that it takes and gives
 * @param takes what it takes from pieces before it
 * @param gives what it makes for pieces after it; outputs that are neither states nor in here are
 *     the model's own
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
   * A hidden state: what a recurrent node starts a slice with, and what it ends it with.
   *
   * @param input the graph's input for it
   * @param output the graph's output for it
   * @param layout where it keeps its rows
   * @param width numbers a row
   */
  public record State(String input, String output, Layout layout, int width) {}

  /**
   * What a recurrent node has made, in one direction.
   *
   * @param name the name between pieces
   * @param source the piece's output that it is
   * @param layout where it keeps rows and steps; without time it is a node's last state
   * @param width numbers a step, or a row
   */
  public record Value(String name, String source, Layout layout, int width) {}
}
