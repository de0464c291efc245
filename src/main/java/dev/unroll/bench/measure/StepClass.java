package dev.unroll.bench.measure;

import org.HdrHistogram.Histogram;

/**
 * The latencies of answers to inputs of about the same length.
 *
 * @param from the shortest of the class, a power of two
 * @param to the longest of the class: twice that, less one
 */
public record StepClass(int from, int to, Histogram latencies) {
  /** The class, from 0, of an input of so many steps, at least 1. */
  static int indexOf(int steps) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(steps);
  }

  public static StepClass of(int index, Histogram latencies) {
    int from = 1 << index;
    return new StepClass(from, from + (from - 1), latencies);
  }
}
