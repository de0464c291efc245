package dev.unroll.baseline.compute;

/** What a model gives for one sequence. */
public sealed interface Answer {
  /**
   * Numbers, once or for each step.
   *
   * @param values shape {@code [width]} or {@code [steps, width]}
   */
  record Values(float[] values, int width) implements Answer {}

  /** Generated ids. */
  record Ids(long[] ids) implements Answer {}
}
