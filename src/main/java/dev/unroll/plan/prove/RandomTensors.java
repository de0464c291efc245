package dev.unroll.plan.prove;

import dev.unroll.core.Sequence;
import dev.unroll.core.Tensor;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws a row's named tensors to try a graph with, of the kinds of {@link RandomInputs}. They are
 * the same for each load.
 *
 * <p>Not thread-safe.
 */
public final class RandomTensors {
  /** Which integers are drawn for inputs that are not known to be ids. */
  public enum Integers {
    /** Zeros and ones, as masks and ids have. */
    SMALL,
    /** Ones. */
    ONES,
    /** The size of the free axes, as lengths have. */
    SIZE
  }

  private final List<TensorFacts> inputs;
  private final Map<String, Long> vocabularySizes;
  private final Integers integers;
  private final List<Long> scalars;
  private final Map<String, RandomInputs> drawn = new LinkedHashMap<>();

  /**
   * @param inputs shapes with -1 for sizes that are chosen for each draw
   * @param vocabularySizes the number of ids of inputs that are known to be ids
   * @param scalar the value of an integer input of one element; empty to treat it as any other
   */
  public RandomTensors(
      List<TensorFacts> inputs,
      Map<String, Long> vocabularySizes,
      Integers integers,
      List<Long> scalar) {
    this.inputs = List.copyOf(inputs);
    this.vocabularySizes = Map.copyOf(vocabularySizes);
    this.integers = integers;
    this.scalars = List.copyOf(scalar);
  }

  /**
   * Returns the tensors of one row.
   *
   * @param size of every free axis but that of rows
   */
  public Sequence.Tensors row(int size) {
    var row = new LinkedHashMap<String, Tensor>();
    for (var input : inputs) {
      row.put(input.name(), tensor(input, size));
    }
    boolean isFree = inputs.stream().anyMatch(input -> input.volume() == 0);
    return new Sequence.Tensors(row, isFree ? size : 1);
  }

  private Tensor tensor(TensorFacts input, int size) {
    var shape = new ArrayList<Long>();
    for (long own : input.itemShape()) {
      shape.add(own < 0 ? size : own);
    }
    int steps = shape.isEmpty() ? 1 : Math.toIntExact(Math.max(1, shape.get(0)));
    int width = Math.toIntExact(shape.stream().skip(1).reduce(1L, (one, other) -> one * other));
    var values = draw(input, width).nextKind(steps);
    if (values instanceof Sequence.Vectors vectors) {
      return new Tensor.Floats(shape, vectors.values());
    }
    return new Tensor.Integers(shape, integers(input, ((Sequence.Ids) values).ids(), size));
  }

  private RandomInputs draw(TensorFacts input, int width) {
    // A draw of its own for each width, so that kinds follow one another.
    return drawn.computeIfAbsent(
        input.name() + " " + width,
        key ->
            new RandomInputs(
                input.integer(), vocabularySizes.getOrDefault(input.name(), 0L), width));
  }

  private long[] integers(TensorFacts input, long[] ids, int size) {
    if (vocabularySizes.getOrDefault(input.name(), 0L) > 0) {
      return ids;
    }
    var type = ElementType.labelled(input.elementType());
    if (ids.length == 1 && !scalars.isEmpty()) {
      return new long[] {Math.max(type.least(), Math.min(type.most(), scalars.get(0)))};
    }
    if (integers != Integers.SMALL && type != ElementType.BOOL) {
      Arrays.fill(ids, integers == Integers.ONES ? 1 : Math.min(type.most(), size));
    }
    return ids;
  }
}
