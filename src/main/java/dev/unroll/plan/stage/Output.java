package dev.unroll.plan.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One output of one row.
 *
 * @param facts facts of the graph's output; with the actual shape where the graph has dropped axes
 *     of size 1
 * @param values shape {@code [steps, facts.volume]}; integers and doubles are rounded to floats
 * @param exact the same values as integers, where the output has an integer type; else null
 * @param doubles the same values as doubles, where the output has type double; else null
 * @param steps the number of steps; 1 where the output has no axis of steps
 */
public record Output(
    TensorFacts facts,
    float[] values,
    long @Nullable [] exact,
    double @Nullable [] doubles,
    int steps) {
  /** Creates an output of floats, or of integers of up to 24 bits. */
  public Output(TensorFacts facts, float[] values, int steps) {
    this(facts, values, null, null, steps);
  }

  /** Creates an output of integers. */
  public Output(TensorFacts facts, float[] values, long @Nullable [] exact, int steps) {
    this(facts, values, exact, null, steps);
  }

  /** Joins outputs of consecutive steps. */
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

  /** Returns one element as a double. */
  public double number(int place) {
    return doubles == null ? values[place] : doubles[place];
  }

  /** Returns one element as an integer. */
  public long integer(int place) {
    return exact == null ? (long) values[place] : exact[place];
  }

  /** Returns all outputs of a row. The channel numbers are in the order of {@code facts}. */
  public static List<Output> all(
      List<TensorFacts> facts, List<Channel> channels, List<Integer> numbers, RowMemory memory) {
    var outputs = new ArrayList<Output>();
    for (int place = 0; place < numbers.size(); place++) {
      int number = numbers.get(place);
      outputs.add(of(facts.get(place), channels.get(number), memory, number));
    }
    return outputs;
  }

  /** Returns the steps from {@code first} (inclusive) to {@code last} (exclusive). */
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

  /** Returns the number of elements per step, or in all without an axis of steps. */
  public int width() {
    return steps == 0 ? facts.volume() : values.length / steps;
  }

  /** Returns the sizes of one step (or of all, without an axis of steps), in order. */
  public List<Long> itemShape() {
    long known = facts.itemShape().stream().filter(size -> size > 0).reduce(1L, (a, b) -> a * b);
    return facts.itemShape().stream().map(size -> size < 0 ? width() / known : size).toList();
  }

  /** Returns a deep copy. */
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
    var shape = memory.shape(number);
    int steps =
        !channel.timed() && shape.isPresent()
            ? 1
            : channel.isOpen() ? memory.steps() : values.length / channel.volume();
    var told = shape.map(facts::withOwnShape).orElse(facts);
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
