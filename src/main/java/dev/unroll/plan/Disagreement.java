package dev.unroll.plan;

import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.ElementType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A row's answer differs from the one that it gets alone.
 *
 * <p>A served row is compared less strictly than a row of the proof: within {@link #TOLERANCE},
 * absolutely or relative to the value. It may have thousands of steps and share its slices with any
 * number of rows, so it has more rounding than the proof's short rows. For a float16 output {@link
 * #HALF_TOLERANCE} is four units in the last place. NaN equals NaN, and an infinity equals the same
 * infinity.
 *
 * <p>An integer is mostly the index of the largest score, and rounding may decide between two equal
 * scores. So it counts only where rounding cannot be the reason: the plan was proven bit-identical,
 * and this row's floats, if any, are bit-identical too.
 *
 * @param output the name of the first output that differs
 * @param difference the largest difference of that output; infinite where shapes or non-finite
 *     values differ
 * @param steps the number of steps of the row's input
 */
public record Disagreement(String output, double difference, int steps) {
  static final double TOLERANCE = 1e-4;
  static final double HALF_TOLERANCE = 4.0 / 1024;

  /**
   * Compares the outputs of one row, and its states where the answer includes them.
   *
   * @param proof the proof of the plan that gave the answer
   * @param steps the number of steps of the row's input
   */
  public static Optional<Disagreement> between(
      Proof proof, int steps, List<Output> alone, List<Output> answered) {
    if (alone.size() != answered.size()) {
      return Optional.of(new Disagreement("all", Double.POSITIVE_INFINITY, steps));
    }
    boolean identical = proof.bitIdentical();
    Optional<Disagreement> integers = Optional.empty();
    for (int place = 0; place < alone.size(); place++) {
      var right = alone.get(place);
      var given = answered.get(place);
      if (!haveSameShape(right, given)) {
        return Optional.of(new Disagreement(right.facts().name(), Double.POSITIVE_INFINITY, steps));
      }
      boolean integer = right.facts().integer();
      double bound = tolerance(right.facts());
      var found =
          integer
              ? integerDifference(right, given)
              : difference(right.values(), given.values(), bound);
      var differs = new Disagreement(right.facts().name(), found.excess(), steps);
      if (!integer && found.excess() > 0) {
        return Optional.of(differs);
      }
      if (integer && found.excess() > 0 && integers.isEmpty()) {
        integers = Optional.of(differs);
      }
      identical &= integer || found.identical();
    }
    return identical ? integers : Optional.empty();
  }

  private static boolean haveSameShape(Output right, Output given) {
    return right.facts().name().equals(given.facts().name())
        && right.steps() == given.steps()
        && right.values().length == given.values().length;
  }

  private static double tolerance(TensorFacts facts) {
    return facts.elementType().equals(ElementType.FLOAT16.label()) ? HALF_TOLERANCE : TOLERANCE;
  }

  /** The largest difference over the bound, or 0, and whether the values are bit-identical. */
  private record Difference(double excess, boolean identical) {}

  private static Difference difference(float[] right, float[] given, double bound) {
    double largest = 0;
    boolean identical = true;
    for (int index = 0; index < right.length; index++) {
      if (right[index] != given[index] && !bothAreNaN(right[index], given[index])) {
        identical = false;
        double difference = distance(right[index], given[index]);
        boolean isRounding =
            Double.isFinite(difference)
                && difference <= bound * Math.max(1, Math.abs(right[index]));
        largest = isRounding ? largest : Math.max(largest, difference);
      }
    }
    return new Difference(largest, identical);
  }

  private static Difference integerDifference(Output right, Output given) {
    double largest = 0;
    boolean identical = true;
    for (int place = 0; place < right.values().length; place++) {
      if (right.integer(place) != given.integer(place)) {
        identical = false;
        double difference = (double) right.integer(place) - given.integer(place);
        // Large integers may differ although their doubles are equal; they differ by at least 1.
        largest = Math.max(largest, Math.max(1, Math.abs(difference)));
      }
    }
    return new Difference(largest, identical);
  }

  private static boolean bothAreNaN(float right, float given) {
    return Float.isNaN(right) && Float.isNaN(given);
  }

  /** Returns the absolute difference; infinite where one value is not finite. */
  private static double distance(float right, float given) {
    return Float.isFinite(right) && Float.isFinite(given)
        ? Math.abs((double) right - given)
        : Double.POSITIVE_INFINITY;
  }

  /** Returns a clause for messages: "output 'y' differed by 2.5e-01 for a row of 12 steps". */
  public String words() {
    var what =
        Double.isInfinite(difference)
            ? "differed in its shape, or in which values are finite,"
            : String.format(Locale.ROOT, "differed by %.1e", difference);
    return "output '" + output + "' " + what + " for a row of " + steps + " steps";
  }
}
