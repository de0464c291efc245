package dev.unroll.baseline.table;

import java.util.Collections;
import java.util.List;

/**
 * One figure of the table.
 *
 * @param workload where it was seen
 * @param what it is
 * @param rounds its value in each round, at least one
 * @param goal what it must reach
 */
record Figure(String workload, String what, List<Double> rounds, Goal goal) {
  Figure {
    rounds = List.copyOf(rounds);
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException(workload + ", " + what + ": no round");
    }
  }

  double median() {
    return Numbers.median(rounds);
  }

  double lowest() {
    return Collections.min(rounds);
  }

  double highest() {
    return Collections.max(rounds);
  }

  boolean isReached() {
    return goal.isReachedBy(median());
  }

  @Override
  public String toString() {
    return workload
        + ": "
        + what
        + " "
        + Numbers.threeDigits(median())
        + (isReached() ? ", goal " : ", missed the goal ")
        + goal;
  }
}
