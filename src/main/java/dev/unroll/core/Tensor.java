package dev.unroll.core;

import java.util.List;

/**
 * One tensor of one sequence, row-major, without an axis of rows. Arrays are not copied: the caller
 * must not write to them afterwards.
 */
public sealed interface Tensor {
  /** Returns the sizes of the axes; none for a single number. */
  List<Long> shape();

  /**
   * A tensor of floats.
   *
   * @param values as many as the shape has elements
   */
  record Floats(List<Long> shape, float[] values) implements Tensor {
    public Floats {
      shape = List.copyOf(shape);
    }
  }

  /**
   * A tensor of integers.
   *
   * @param values as many as the shape has elements
   */
  record Integers(List<Long> shape, long[] values) implements Tensor {
    public Integers {
      shape = List.copyOf(shape);
    }
  }
}
