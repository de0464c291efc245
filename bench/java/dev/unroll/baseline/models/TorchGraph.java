package dev.unroll.baseline.models;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Writes a graph as torch exports it: batch first outside, time first around the recurrent node,
 * whose first state is made of zeros in the graph. Weights are drawn as torch draws them.
 */
final class TorchGraph {
  private final SmallGraph graph = new SmallGraph();
  private final Random random;
  private boolean takesLengths;
  private int names;

  TorchGraph(long seed) {
    this.random = new Random(seed);
  }

  /** What a recurrent node gives. */
  record Recurrent(String everyStep, String lastState, int width) {}

  /** Adds an input of sequences' lengths, which every recurrent node from here on is given. */
  TorchGraph withLengths() {
    graph.input(BenchModel.LENGTHS, SmallGraph.INT32, "batch");
    takesLengths = true;
    return this;
  }

  /** An input of ids, embedded, time first. */
  String embeddedIds(int vocabularySize, int width) {
    graph.input(BenchModel.INPUT, SmallGraph.INT64, "batch", "time");
    return timeFirst(embedded(BenchModel.INPUT, vocabularySize, width));
  }

  /** An input of vectors, time first. */
  String vectors(int width) {
    graph.input(BenchModel.INPUT, SmallGraph.FLOAT32, "batch", "time", width);
    return timeFirst(BenchModel.INPUT);
  }

  /** Ids as vectors, in the same shape with one axis more. */
  String embedded(String ids, int vocabularySize, int width) {
    return node("Gather", weight(1, vocabularySize, width) + "," + ids);
  }

  /** Turns {@code [batch, time, width]} into {@code [time, batch, width]}, or back. */
  String timeFirst(String value) {
    return node("Transpose", value, numbers("perm", 1, 0, 2));
  }

  /**
   * A recurrent layer.
   *
   * @param operator RNN, GRU or LSTM
   * @param steps {@code [time, batch, width]}
   */
  Recurrent recurrent(String operator, String steps, int width, int hidden, int directions) {
    var zeros = zeros(steps, hidden, directions);
    return recurrent(
        operator,
        steps,
        width,
        hidden,
        directions,
        operator.equals("LSTM") ? zeros + "," + zeros : zeros);
  }

  /**
   * A recurrent layer that begins with these states.
   *
   * @param states {@code [directions, batch, hidden]}
   */
  Recurrent recurrent(
      String operator, String steps, int width, int hidden, int directions, String states) {
    int gates = operator.equals("RNN") ? 1 : operator.equals("GRU") ? 3 : 4;
    double bound = 1 / Math.sqrt(hidden);
    var attributes = new ArrayList<AttributeProto>(List.of(number("hidden_size", hidden)));
    if (operator.equals("GRU")) {
      attributes.add(number("linear_before_reset", 1));
    }
    if (directions == 2) {
      attributes.add(SmallGraph.text("direction", "bidirectional"));
    }
    var inputs =
        String.join(
            ",",
            steps,
            weight(bound, directions, gates * hidden, width),
            weight(bound, directions, gates * hidden, hidden),
            weight(bound, directions, 2 * gates * hidden),
            takesLengths ? BenchModel.LENGTHS : "",
            states);
    var everyStep = name(operator);
    var lastState = name(operator);
    graph.node(
        operator, inputs, everyStep + "," + lastState, attributes.toArray(AttributeProto[]::new));
    return new Recurrent(everyStep, lastState, directions * hidden);
  }

  private String zeros(String steps, int hidden, int directions) {
    var batch = node("Gather", node("Shape", steps) + "," + integers(1));
    var shape =
        node(
            "Concat",
            integers(directions) + "," + batch + "," + integers(hidden),
            number("axis", 0));
    return node("ConstantOfShape", shape);
  }

  /** {@code [batch, hidden]}: the only direction's last state. */
  String last(Recurrent layer) {
    return node("Squeeze", layer.lastState() + "," + integers(0));
  }

  /** {@code [batch, time, width]}: both directions side by side. */
  String each(Recurrent layer) {
    var turned = node("Transpose", layer.everyStep(), numbers("perm", 0, 2, 1, 3));
    return timeFirst(node("Reshape", turned + "," + integers(0, 0, -1)));
  }

  /** A linear layer, whatever the axes before the last. */
  String linear(String value, int width, int classes) {
    double bound = 1 / Math.sqrt(width);
    var product = node("MatMul", value + "," + weight(bound, width, classes));
    return node("Add", product + "," + weight(bound, classes));
  }

  /** Adds an axis of size 1 in front. */
  String unsqueezed(String value) {
    return node("Unsqueeze", value + "," + integers(0));
  }

  TorchGraph input(String name, int type, Object... sizes) {
    graph.input(name, type, sizes);
    return this;
  }

  /** Names a value as an output. */
  TorchGraph output(String value, String name, Object... sizes) {
    graph.node("Identity", value, name).output(name, SmallGraph.FLOAT32, sizes);
    return this;
  }

  byte[] bytes() {
    return graph.model().toByteArray();
  }

  private String node(String operator, String inputs, AttributeProto... attributes) {
    var name = name(operator);
    graph.node(operator, inputs, name, attributes);
    return name;
  }

  private String weight(double bound, Integer... sizes) {
    var values = new float[Arrays.stream(sizes).reduce(1, (volume, size) -> volume * size)];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    var name = name("weight");
    graph.weight(name, Arrays.stream(sizes).map(Integer::longValue).toList(), values);
    return name;
  }

  private String integers(long... values) {
    var name = name("integers");
    graph.integers(name, List.of((long) values.length), values);
    return name;
  }

  private String name(String what) {
    return "/" + what + "_" + names++;
  }
}
