package dev.unroll.plan.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One output of one row.
 *
 * @param facts of the graph's output; of one step of one row, for which the graph has dropped the
 *     axes, with the shape that is left
 * @param values shape {@code [steps, facts.volume]}; integers and doubles as floats, which have no
 *     more than 24 bits for them
 * @param exact the same as integers, where the output holds any; else null
 * @param doubles the same as doubles, where the output holds any; else null
 * @param steps 1 where the output has no time
 */
public record Output(
    TensorFacts facts,
    float[] values,
    long @Nullable [] exact,
    double @Nullable [] doubles,
    int steps) {
  /** An output whose numbers are floats, or integers of up to 24 bits. */
  public Output(TensorFacts facts, float[] values, int steps) {
    this(facts, values, null, null, steps);
  }

  /** An output of integers. */
  public Output(TensorFacts facts, float[] values, long @Nullable [] exact, int steps) {
    this(facts, values, exact, null, steps);
  }

  /** The outputs of some steps after another as one. */
  public static Output join(TensorFacts facts, List<Output> parts) {
    int size = parts.stream().mapToInt(part -> part.values.length).sum();
    var values = new float[size];
    var exact = parts.stream().allMatch(part -> part.exact != null) ? new long[size] : null;
    var doubles = parts.stream().allMatch(part -> part.doubles != null) ? new double[size] : null;
    int filled = 0;
    int steps = 0;
    for (var part : parts) {
      System.arraycopy(part.values, 0, values, filled, part.values.length);
      if (exact != null && part.exact != null) {
        System.arraycopy(part.exact, 0, exact, filled, part.exact.length);
      }
      if (doubles != null && part.doubles != null) {
        System.arraycopy(part.doubles, 0, doubles, filled, part.doubles.length);
      }
      filled += part.values.length;
      steps += part.steps;
    }
    return new Output(facts, values, exact, doubles, steps);
  }

  /** One of its numbers as a double. */
  public double number(int place) {
    return doubles == null ? values[place] : doubles[place];
  }

  /** One of its numbers as an integer. */
  public long integer(int place) {
    return exact == null ? (long) values[place] : exact[place];
  }

  /** All outputs of a row; the numbers of their channels come in the order of {@code facts}. */
  public static List<Output> all(
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
    if (first == 0 && last == steps) {
      return this;
    }
    int volume = values.length / steps;
    return new Output(
        facts,
        Arrays.copyOfRange(values, first * volume, last * volume),
        exact == null ? null : Arrays.copyOfRange(exact, first * volume, last * volume),
        doubles == null ? null : Arrays.copyOfRange(doubles, first * volume, last * volume),
        last - first);
  }

  /** Elements a step, or in all without time. */
  public int width() {
    return steps == 0 ? facts.volume() : values.length / steps;
  }

  /** The sizes of one step (or of all, without time), in order. */
  public List<Long> itemShape() {
    long known = facts.itemShape().stream().filter(size -> size > 0).reduce(1L, (a, b) -> a * b);
    return facts.itemShape().stream().map(size -> size < 0 ? width() / known : size).toList();
  }

  /** The same, with values that nobody else has. */
  public Output copy() {
    return new Output(
        facts,
        values.clone(),
        exact == null ? null : exact.clone(),
        doubles == null ? null : doubles.clone(),
        steps);
  }

  public static Output of(TensorFacts facts, Channel channel, RowMemory memory, int number) {
    var exact = channel.type().isInteger() ? memory.longs(number) : null;
    var values = channel.type().isInteger() ? floats(exact) : memory.floats(number);
    if (values == null) {
      throw new IllegalStateException("output '" + facts.name() + "' was never computed");
    }
    int steps = channel.isOpen() ? memory.steps() : values.length / channel.volume();
    var told = memory.squeezed(number).map(facts::squeezed).orElse(facts);
    return new Output(told, values, exact, memory.doubles(number), steps);
  }

  private static float @Nullable [] floats(long @Nullable [] longs) {
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
