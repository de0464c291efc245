package dev.unroll.baseline.table;

/**
 * How far a figure has to go.
 *
 * @param atMost whether less is better
 */
record Goal(boolean atMost, double bound) {
  static Goal atMost(double bound) {
    return new Goal(true, bound);
  }

  static Goal atLeast(double bound) {
    return new Goal(false, bound);
  }

  boolean isReachedBy(double value) {
    return atMost ? value <= bound : value >= bound;
  }

  @Override
  public String toString() {
    return (atMost ? "<= " : ">= ") + Numbers.threeDigits(bound);
  }
}
