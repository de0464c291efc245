package dev.unroll.plan;

/**
 * One output of one row.
 *
 * @param facts of the graph's output
 * @param values shape {@code [steps, facts.volume]}; integers as floats
 * @param steps 1 where the output has no time
 */
public record Output(TensorFacts facts, float[] values, int steps) {
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
