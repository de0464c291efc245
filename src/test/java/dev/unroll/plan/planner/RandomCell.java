package dev.unroll.plan.planner;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The options that a recurrent node may have, drawn at random. */
final class RandomCell {
  private final List<AttributeProto> attributes = new ArrayList<>();
  private final List<String> description = new ArrayList<>();

  RandomCell(Random random, String cell, int directions) {
    if (cell.equals("GRU") && random.nextBoolean()) {
      add("linear_before_reset", SmallGraph.number("linear_before_reset", 1));
    }
    if (cell.equals("LSTM") && random.nextInt(4) == 0) {
      add("input_forget", SmallGraph.number("input_forget", 1));
    }
    if (random.nextInt(4) == 0) {
      add("clip", SmallGraph.fraction("clip", 0.5f));
    }
    if (random.nextInt(3) == 0) {
      var names = new ArrayList<String>();
      for (int direction = 0; direction < directions; direction++) {
        names.addAll(activations(random, cell));
      }
      add(names.toString(), SmallGraph.texts("activations", names));
    }
  }

  /** One for each of the cell's functions, in ONNX's order. */
  private static List<String> activations(Random random, String cell) {
    // From 0 to 1: with gates of either sign a state grows, and so does the last bit's rounding,
    // until not even the whole graph agrees with itself to 1e-5.
    var gate = random.nextBoolean() ? "Sigmoid" : "HardSigmoid";
    var body = List.of("Tanh", "Sigmoid", "Softsign").get(random.nextInt(3));
    return switch (cell) {
      case "RNN" -> List.of(body);
      case "GRU" -> List.of(gate, body);
      default -> List.of(gate, body, "Tanh");
    };
  }

  private void add(String what, AttributeProto attribute) {
    description.add(what);
    attributes.add(attribute);
  }

  List<AttributeProto> attributes() {
    return attributes;
  }

  @Override
  public String toString() {
    return description.toString();
  }
}
