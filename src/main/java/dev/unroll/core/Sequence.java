package dev.unroll.core;

/**
 * Steps in time, as a graph takes them. Arrays are handed over, not copied: whoever made the
 * sequence does not write to it again.
 */
public sealed interface Sequence {
  /** How many steps in time; at least one. */
  int steps();

  /**
   * Token ids, shape {@code [steps]}.
   *
   * @param ids the ids, each at least 0
   */
  record Ids(long[] ids) implements Sequence {
    @Override
    public int steps() {
      return ids.length;
    }
  }

  /**
   * Vectors, shape {@code [steps, width]}, row-major. An image is one step whose width is channels
   * x height x width.
   *
   * @param values {@code steps * width} finite values
   * @param width values a step, at least one
   */
  record Vectors(float[] values, int width) implements Sequence {
    @Override
    public int steps() {
      return values.length / width;
    }
  }
}
