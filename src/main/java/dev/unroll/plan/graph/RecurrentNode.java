package dev.unroll.plan.graph;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.NodeProto;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An RNN, GRU or LSTM node of a graph. Constants name ONNX's positions of its inputs and outputs.
 *
 * @param node the node
 * @param place the node's index in the graph
 */
public record RecurrentNode(NodeProto node, int place) {
  /** Positions of inputs. */
  static final int X = 0;

  static final int WEIGHTS = 1;
  static final int RECURRENCE = 2;
  static final int BIAS = 3;
  static final int SEQUENCE_LENGTHS = 4;
  static final int INITIAL_H = 5;
  static final int PEEPHOLES = 7;

  /**
   * Positions of outputs. The last h, and an LSTM's last c after it, are at {@code LAST_H + state}.
   */
  static final int Y = 0;

  static final int LAST_H = 1;

  /**
   * The layout of Y: {@code [steps, directions, rows, hidden]}. {@link TimeMajor} removes any other
   * order.
   */
  static final Layout SEQUENCE_LAYOUT = new Layout(2, 0);

  /** The axis of Y that counts directions. */
  static final int SEQUENCE_DIRECTIONS = 1;

  /** The layout of a state: {@code [directions, rows, hidden]}. */
  static final Layout STATE_LAYOUT = new Layout(1, -1);

  /** The axis of a state that counts directions. */
  static final int STATE_DIRECTIONS = 0;

  static final Set<String> OPERATORS = Set.of("RNN", "GRU", "LSTM");

  /** The direction in which a node, or one half of it, runs over time. */
  enum Direction {
    FORWARD,
    REVERSE
  }

  public static boolean isRecurrent(NodeProto node) {
    return OPERATORS.contains(node.getOpType()) && OnnxGraph.DOMAINS.contains(node.getDomain());
  }

  /** Returns the directions in the order of the node's weights: one, or forward and reverse. */
  List<Direction> directions() {
    var direction =
        attribute("direction").map(AttributeProto::getS).map(name -> name.toStringUtf8());
    return switch (direction.orElse("forward")) {
      case "reverse" -> List.of(Direction.REVERSE);
      case "bidirectional" -> List.of(Direction.FORWARD, Direction.REVERSE);
      default -> List.of(Direction.FORWARD);
    };
  }

  boolean runsForward() {
    return directions().equals(List.of(Direction.FORWARD));
  }

  /** Returns the number of states: h, and c for an LSTM. */
  int states() {
    return node.getOpType().equals("LSTM") ? 2 : 1;
  }

  /** Returns the hidden size, or 0 where only the weights tell it. */
  long hiddenSize() {
    return attribute("hidden_size").map(AttributeProto::getI).orElse(0L);
  }

  /** Returns the name of an input, or an empty string. */
  String input(int input) {
    return node.getInputCount() > input ? node.getInput(input) : "";
  }

  /** Returns the name of an output, or an empty string. */
  String output(int output) {
    return node.getOutputCount() > output ? node.getOutput(output) : "";
  }

  Optional<AttributeProto> attribute(String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst();
  }
}
