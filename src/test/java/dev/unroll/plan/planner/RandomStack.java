package dev.unroll.plan.planner;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random stack of recurrent layers with random weights, as some exporter would write it. */
public final class RandomStack {
  static final int VOCABULARY = 11;
  private static final int CLASSES = 3;

  private final Random random;
  private final SmallGraph graph = new SmallGraph();
  private final List<String> description = new ArrayList<>();
  private final boolean batchFirst;
  private final boolean lengths;
  private boolean forward = true;
  private boolean hasLayers;
  private int names;

  public RandomStack(Random random) {
    this.random = random;
    this.batchFirst = random.nextBoolean();
    this.lengths = random.nextInt(4) == 0;
    int width = 2 + random.nextInt(4);
    var value = input(width);
    int depth = 1 + random.nextInt(4);
    boolean mayTurn = random.nextBoolean();
    var layer = new Layer(value, width, "", 0, 0);
    for (int number = 0; number < depth; number++) {
      layer = layer(layer, mayTurn);
    }
    head(layer);
  }

  /** What a layer gives: its sequence, time-major, and its last state. */
  private record Layer(String sequence, int width, String last, int directions, int hidden) {}

  public SmallGraph graph() {
    return graph;
  }

  /** The plan that it must get. */
  String label() {
    return forward ? "causal" : "staged";
  }

  @Override
  public String toString() {
    return String.join(", ", description);
  }

  private String name(String what) {
    return what + names++;
  }

  private float[] weights(int count) {
    var values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] = (float) (0.4 * random.nextGaussian());
    }
    return values;
  }

  private String weight(Integer... sizes) {
    var name = name("weight");
    var all = List.of(sizes);
    int count = all.stream().reduce(1, (volume, size) -> volume * size);
    graph.weight(name, all.stream().map(Integer::longValue).toList(), weights(count));
    return name;
  }

  /**
   * Weights from a state to the next one, no row of which adds up to more than 1: with larger ones
   * the last bit's rounding grows from step to step, past 1e-5 in a long sequence, and a cut is
   * rightly not proven.
   */
  private String recurrence(int directions, int gates, int hidden) {
    var name = name("weight");
    var values = weights(directions * gates * hidden * hidden);
    for (int row = 0; row < values.length; row += hidden) {
      float sum = 0;
      for (int place = row; place < row + hidden; place++) {
        sum += Math.abs(values[place]);
      }
      for (int place = row; place < row + hidden; place++) {
        values[place] /= Math.max(1, sum);
      }
    }
    graph.weight(name, List.of((long) directions, (long) gates * hidden, (long) hidden), values);
    return name;
  }

  private String integers(long... values) {
    var name = name("integers");
    graph.integers(name, List.of((long) values.length), values);
    return name;
  }

  private String node(String operator, String inputs, AttributeProto... attributes) {
    var name = name(operator.toLowerCase(java.util.Locale.ROOT));
    graph.node(operator, inputs, name, attributes);
    return name;
  }

  /** The input as vectors, time-major. */
  private String input(int width) {
    boolean ids = random.nextBoolean();
    description.add((ids ? "ids" : "vectors") + (batchFirst ? " batch-first" : " time-major"));
    var first = batchFirst ? "rows" : "steps";
    var second = batchFirst ? "steps" : "rows";
    if (lengths) {
      description.add("lengths");
      graph.input("lengths", SmallGraph.INT32, "rows");
    }
    if (!ids) {
      graph.input("x", SmallGraph.FLOAT32, first, second, width);
      return batchFirst ? turned("x") : "x";
    }
    graph.input("x", SmallGraph.INT64, first, second);
    var table = weight(VOCABULARY, width);
    if (batchFirst && random.nextBoolean()) {
      var turned = node("Transpose", "x", SmallGraph.numbers("perm", 1, 0));
      return node("Gather", table + "," + turned);
    }
    var vectors = node("Gather", table + ",x");
    return batchFirst ? turned(vectors) : vectors;
  }

  private String turned(String value) {
    return node("Transpose", value, SmallGraph.numbers("perm", 1, 0, 2));
  }

  private Layer layer(Layer below, boolean mayTurn) {
    var cell = List.of("RNN", "GRU", "LSTM").get(random.nextInt(3));
    int hidden = 2 + random.nextInt(4);
    int kind = mayTurn ? random.nextInt(4) : 0;
    var layer =
        switch (kind) {
          case 1 -> recurrent(below, cell, "reverse", hidden);
          case 2 -> recurrent(below, cell, "bidirectional", hidden);
          case 3 -> {
            // As Keras writes it: a node for each direction, joined afterwards.
            var up = recurrent(below, cell, "forward", hidden);
            var down = recurrent(below, cell, "reverse", hidden);
            var both = up.sequence() + "," + down.sequence();
            var joined = node("Concat", both, SmallGraph.number("axis", 2));
            yield new Layer(joined, 2 * hidden, up.last(), 1, hidden);
          }
          default -> recurrent(below, cell, "forward", hidden);
        };
    if (layer.width() == below.width() && random.nextBoolean()) {
      description.add("shortcut");
      var sum = node("Add", layer.sequence() + "," + below.sequence());
      return new Layer(sum, layer.width(), layer.last(), layer.directions(), hidden);
    }
    return layer;
  }

  private Layer recurrent(Layer below, String cell, String direction, int hidden) {
    forward &= direction.equals("forward");
    int directions = direction.equals("bidirectional") ? 2 : 1;
    int gates = cell.equals("RNN") ? 1 : cell.equals("GRU") ? 3 : 4;
    var options = new RandomCell(random, cell, directions);
    description.add(cell + " " + direction + " " + options);
    var inputs = new ArrayList<String>();
    inputs.add(below.sequence());
    inputs.add(weight(directions, gates * hidden, below.width()));
    inputs.add(recurrence(directions, gates, hidden));
    inputs.add(random.nextBoolean() ? weight(directions, 2 * gates * hidden) : "");
    // The first layer at least: an input that nothing uses is no exporter's doing.
    boolean bounded = lengths && (!hasLayers || random.nextInt(4) > 0);
    hasLayers = true;
    inputs.add(bounded ? "lengths" : "");
    int first = random.nextInt(3);
    inputs.add(firstState(first, below.sequence(), directions, hidden));
    if (cell.equals("LSTM")) {
      inputs.add(firstState(first, below.sequence(), directions, hidden));
      inputs.add(random.nextInt(3) == 0 ? weight(directions, 3 * hidden) : "");
    }
    var all = name("all");
    var last = name("last");
    var attributes = new ArrayList<>(options.attributes());
    attributes.add(SmallGraph.number("hidden_size", hidden));
    if (!direction.equals("forward") || random.nextBoolean()) {
      attributes.add(SmallGraph.text("direction", direction));
    }
    graph.node(
        cell,
        String.join(",", inputs),
        all + "," + last,
        attributes.toArray(new AttributeProto[0]));
    return new Layer(flat(all, directions), directions * hidden, last, directions, hidden);
  }

  /** Zeros: none given, or made for as many rows as there are, in two ways. */
  private String firstState(int kind, String sequence, int directions, int hidden) {
    if (kind == 0) {
      return "";
    }
    var shape = node("Shape", sequence);
    var rows = node("Gather", shape + "," + integers(1));
    var sizes = integers(directions) + "," + rows + "," + integers(hidden);
    var wanted = node("Concat", sizes, SmallGraph.number("axis", 0));
    if (kind == 1) {
      return node("ConstantOfShape", wanted);
    }
    var zeros = name("zeros");
    graph.weight(
        zeros, List.of((long) directions, 1L, (long) hidden), new float[directions * hidden]);
    return node("Expand", zeros + "," + wanted);
  }

  /** From [steps, directions, rows, hidden] to [steps, rows, directions x hidden]. */
  private String flat(String all, int directions) {
    if (directions == 1 && random.nextBoolean()) {
      return node("Squeeze", all + "," + integers(1));
    }
    var turned = node("Transpose", all, SmallGraph.numbers("perm", 0, 2, 1, 3));
    return node("Reshape", turned + "," + integers(0, 0, -1));
  }

  private void head(Layer top) {
    int kind = random.nextInt(4);
    description.add("head " + kind);
    if (kind != 0) {
      graph.output("y", SmallGraph.FLOAT32, "rows", CLASSES);
      var features = kind == 1 ? lastState(top) : lastStep(top);
      int width = kind == 1 ? top.directions() * top.hidden() : top.width();
      graph.node("MatMul", features + "," + weight(width, CLASSES), "y");
    }
    if (kind == 0 || kind == 3) {
      var first = batchFirst ? "rows" : "steps";
      graph.output("each", SmallGraph.FLOAT32, first, batchFirst ? "steps" : "rows", CLASSES);
      var scores = node("MatMul", top.sequence() + "," + weight(top.width(), CLASSES));
      var inOrder = batchFirst ? turned(scores) : scores;
      graph.node("Softmax", inOrder, "each", SmallGraph.number("axis", 2));
    }
  }

  private String lastStep(Layer top) {
    var name = name("index");
    graph.integers(name, List.of(), -1);
    return node("Gather", top.sequence() + "," + name, SmallGraph.number("axis", 0));
  }

  private String lastState(Layer top) {
    return node("Reshape", turned(top.last()) + "," + integers(0, -1));
  }
}
