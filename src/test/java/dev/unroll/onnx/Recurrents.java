package dev.unroll.onnx;

import java.util.List;
import java.util.Random;

/** Recurrent networks with weights of a size that real ones have. */
public final class Recurrents {
  private static final int OUTPUTS = 16;

  private Recurrents() {}

  /**
   * An embedding, a GRU and what reads its last state: {@code [rows, steps]} to {@code [rows, 16]}.
   */
  public static SmallGraph gru(int vocabulary, int width, int units) {
    var random = new Random(vocabulary);
    return new SmallGraph()
        .input("ids", SmallGraph.INT64, "rows", "steps")
        .output("y", SmallGraph.FLOAT32, "rows", OUTPUTS)
        .weight("embedding", sizes(vocabulary, width), values(random, vocabulary * width))
        .weight("of_input", sizes(1, 3L * units, width), values(random, 3 * units * width))
        .weight("of_state", sizes(1, 3L * units, units), values(random, 3 * units * units))
        .weight("of_output", sizes(units, OUTPUTS), values(random, units * OUTPUTS))
        .integers("first", List.of(1L), 0)
        .node("Gather", "embedding,ids", "embedded")
        .node("Transpose", "embedded", "steps_first", SmallGraph.numbers("perm", 1, 0, 2))
        .node(
            "GRU",
            "steps_first,of_input,of_state",
            ",last",
            SmallGraph.number("hidden_size", units))
        .node("Squeeze", "last,first", "state")
        .node("MatMul", "state,of_output", "y");
  }

  private static List<Long> sizes(long... sizes) {
    return java.util.Arrays.stream(sizes).boxed().toList();
  }

  private static float[] values(Random random, int count) {
    var values = new float[count];
    for (int place = 0; place < count; place++) {
      values[place] = (float) random.nextGaussian() / 16;
    }
    return values;
  }
}
