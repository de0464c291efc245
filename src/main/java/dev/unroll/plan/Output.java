package dev.unroll.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One output of one row.
 *
 * @param facts of the graph's output
 * @param values shape {@code [steps, facts.volume]}; integers as floats
 * @param steps 1 where the output has no time
 */
public record Output(TensorFacts facts, float[] values, int steps) {
  /** All outputs of a row; the numbers of their channels come in the order of {@code facts}. */
  static List<Output> all(
      List<TensorFacts> facts, List<Channel> channels, List<Integer> numbers, RowMemory memory) {
    var outputs = new ArrayList<Output>();
    for (int place = 0; place < numbers.size(); place++) {
      int number = numbers.get(place);
      outputs.add(of(facts.get(place), channels.get(number), memory, number));
    }
    return outputs;
  }

  /** Some of its steps: from the first one up to the last one, which is not among them. */
  public Output steps(int first, int last) {
    int volume = values.length / steps;
    boolean all = first == 0 && last == steps;
    return all
        ? this
        : new Output(
            facts, Arrays.copyOfRange(values, first * volume, last * volume), last - first);
  }

  /** The same, with values that nobody else has. */
  public Output copy() {
    return new Output(facts, values.clone(), steps);
  }

  static Output of(TensorFacts facts, Channel channel, RowMemory memory, int number) {
    var values = channel.type().isInteger() ? floats(memory.longs(number)) : memory.floats(number);
    if (values == null) {
      throw new IllegalStateException("output '" + facts.name() + "' was never computed");
    }
    return new Output(facts, values, values.length / channel.volume());
  }

  private static float @org.jspecify.annotations.Nullable [] floats(
      long @org.jspecify.annotations.Nullable [] longs) {
    if (longs == null) {
      return null;
    }
    var floats = new float[longs.length];
    for (int index = 0; index < longs.length; index++) {
      floats[index] = longs[index];
    }
    return floats;
  }
}
