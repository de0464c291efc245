package dev.unroll.plan.mutant;

import java.util.List;

/**
 * A tensor of a graph behind which something can be planted.
 *
 * @param rows its axis of rows
 * @param time its axis of steps, or -1
 * @param sizes of its axes; -1 for those of rows and steps
 * @param ids whether it is the ids that clients give, which pass through what is planted as floats
 */
record MutantPlace(String name, int rows, int time, List<Integer> sizes, boolean ids) {
  int rank() {
    return sizes.size();
  }

  boolean timed() {
    return time >= 0;
  }

  /** The last axis that is neither of rows nor of steps, or -1. */
  int features() {
    for (int axis = rank() - 1; axis >= 0; axis--) {
      if (axis != rows && axis != time) {
        return axis;
      }
    }
    return -1;
  }

  /** How many features, as some kinds of weights want to know. */
  int width() {
    return sizes.get(features());
  }

  /** Whether it is rows, steps and features, with the features last. */
  boolean isSequence() {
    return rank() == 3 && timed() && features() == 2;
  }

  /** Whether it is as recurrent nodes have their states: directions, rows, units. */
  boolean isState() {
    return !timed() && rank() == 3 && rows == 1;
  }

  boolean hasFeaturesLast() {
    return features() == rank() - 1 && width() > 1;
  }

  @Override
  public String toString() {
    return name + " rows@" + rows + (timed() ? " time@" + time : "") + " " + sizes;
  }
}
