package dev.unroll;

import java.util.List;

/** Ids that must be the same, and numbers that may differ by rounding. */
record StressAnswer(List<Long> ids, List<Float> numbers) {
  private static final float TOLERANCE = 1e-5f;

  boolean equalsWithinTolerance(StressAnswer other) {
    if (!ids.equals(other.ids) || numbers.size() != other.numbers.size()) {
      return false;
    }
    for (int index = 0; index < numbers.size(); index++) {
      float expected = other.numbers.get(index);
      if (Math.abs(numbers.get(index) - expected) > TOLERANCE * Math.max(1, Math.abs(expected))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "ids " + ids + ", " + numbers.size() + " numbers from " + numbers.stream().findFirst();
  }
}
