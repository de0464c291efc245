package dev.unroll.bench.measure;

import org.HdrHistogram.Histogram;

/**
 * The latencies for inputs of similar lengths.
 *
 * @param from the smallest length, a power of two
 * @param to the largest length, {@code 2 * from - 1}
 */
public record StepClass(int from, int to, Histogram latencies) {
  /** Returns the index of the class, from 0, of an input of at least one step. */
  static int indexOf(int steps) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(steps);
  }

  public static StepClass of(int index, Histogram latencies) {
    int from = 1 << index;
    return new StepClass(from, from + (from - 1), latencies);
  }
}
