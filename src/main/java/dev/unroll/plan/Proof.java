package dev.unroll.plan;

import dev.unroll.plan.stage.RowMemory;
import java.util.Arrays;

/**
 * The result of running a plan both ways: rows in a batch compared with the same rows alone.
 *
 * @param largestDifference the largest absolute difference of any output
 * @param bitIdentical whether all outputs were bit-identical
 * @param comparisons the number of comparisons
 */
public record Proof(double largestDifference, boolean bitIdentical, int comparisons) {
  /** The tolerance for equality, absolute or relative to the value. */
  public static final double TOLERANCE = 1e-5;

  public static final Proof NOTHING_COMPARED = new Proof(0, true, 0);

  /** The proof of a graph whose runs differ on the same input, so that nothing can be compared. */
  public static final Proof INCOMPARABLE = new Proof(0, false, 0);

  /** Returns whether answers of rows together can be compared with those of rows alone. */
  public boolean isComparable() {
    return bitIdentical || comparisons > 0;
  }

  /** Returns this proof combined with another one. */
  public Proof and(Proof other) {
    return new Proof(
        Math.max(largestDifference, other.largestDifference),
        bitIdentical && other.bitIdentical,
        comparisons + other.comparisons);
  }

  /**
   * Returns the proof of a plan whose lone rows are now run as pairs and showed no difference; it
   * keeps this proof's largest difference.
   */
  public Proof steadied(Proof steady) {
    return new Proof(
        Math.max(largestDifference, steady.largestDifference),
        steady.bitIdentical,
        comparisons + steady.comparisons);
  }

  /** Compares a channel of two rows; the difference is infinite where they are not equal. */
  public static Proof compare(RowMemory alone, RowMemory together, int channel, boolean integer) {
    return compare(numbers(alone, channel, integer), numbers(together, channel, integer));
  }

  /** Compares two arrays; the difference is infinite where they are not equal. */
  public static Proof compare(float[] alone, float[] together) {
    return compare(doubles(alone), doubles(together));
  }

  private static double[] doubles(float[] floats) {
    var doubles = new double[floats.length];
    for (int index = 0; index < doubles.length; index++) {
      doubles[index] = floats[index];
    }
    return doubles;
  }

  private static Proof compare(double[] alone, double[] together) {
    if (alone.length != together.length) {
      return new Proof(Double.POSITIVE_INFINITY, false, 1);
    }
    double largest = 0;
    boolean identical = true;
    for (int index = 0; index < alone.length; index++) {
      if (Double.compare(alone[index], together[index]) == 0) {
        continue;
      }
      identical = false;
      double difference = Math.abs(alone[index] - together[index]);
      boolean equal = difference <= TOLERANCE * Math.max(1, Math.abs(alone[index]));
      largest = Math.max(largest, equal ? difference : Double.POSITIVE_INFINITY);
    }
    return new Proof(largest, identical, 1);
  }

  public boolean holds() {
    return Double.isFinite(largestDifference);
  }

  /** Returns a copy of a row's channel as doubles; empty where nothing was written. */
  public static double[] numbers(RowMemory memory, int channel, boolean integer) {
    if (integer) {
      var longs = memory.longs(channel);
      return longs == null ? new double[0] : Arrays.stream(longs).asDoubleStream().toArray();
    }
    var written = memory.doubles(channel);
    if (written != null) {
      return written.clone();
    }
    var floats = memory.floats(channel);
    return floats == null ? new double[0] : doubles(floats);
  }
}
