package dev.unroll.plan.independence.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An integer of which a graph knows the origin and perhaps not the value: the size of an axis, or
 * one number of a shape that the graph computes. It is a product: a known factor times unknowns.
 * What is no product (a sum of unlike numbers, a rounded quotient) becomes an unknown of its own,
 * named by how it was computed, so that equal computations are equal.
 *
 * @param factor the known factor; where there are no unknowns, the number itself
 * @param unknowns sorted by name; one that occurs twice is a square
 */
public record Size(long factor, List<Unknown> unknowns) {
  /** How many rows share the run. */
  public static final Size ROWS = of(new Unknown("rows", true, false));

  /** The number of steps of the run. */
  public static final Size STEPS = of(new Unknown("steps", false, true));

  public static final Size ONE = of(1);

  private static final String UP_TO_STEPS = "steps, up to ";

  /** Limits the growth of products; no shape has more axes. */
  private static final int MOST_UNKNOWNS = 16;

  /** Limits the growth of names of computed numbers. */
  private static final int LONGEST_NAME = 200;

  /**
   * A number that the graph does not fix.
   *
   * @param ofRows whether it may change with the number of rows
   * @param ofSteps whether it may change with the number of steps
   * @param ofTurns whether it may change from one iteration of a loop to the next
   */
  public record Unknown(String name, boolean ofRows, boolean ofSteps, boolean ofTurns) {
    /** A number that is the same in all iterations of all loops. */
    public Unknown(String name, boolean ofRows, boolean ofSteps) {
      this(name, ofRows, ofSteps, false);
    }
  }

  public Size {
    unknowns = factor == 0 ? List.of() : List.copyOf(unknowns);
  }

  public static Size of(long number) {
    return new Size(number, List.of());
  }

  public static Size of(Unknown unknown) {
    return new Size(1, List.of(unknown));
  }

  public boolean isKnown() {
    return unknowns.isEmpty();
  }

  public boolean is(long number) {
    return isKnown() && factor == number;
  }

  public boolean ofRows() {
    return unknowns.stream().anyMatch(Unknown::ofRows);
  }

  public boolean ofSteps() {
    return unknowns.stream().anyMatch(Unknown::ofSteps);
  }

  /**
   * Returns whether it may change from one iteration of a loop to the next, although its name
   * stays.
   */
  public boolean ofTurns() {
    return unknowns.stream().anyMatch(Unknown::ofTurns);
  }

  /** Returns whether it is always 1 or more; a run has at least one row and one step. */
  public boolean isPositive() {
    return factor > 0
        && unknowns.stream().allMatch(one -> one.equals(ROWS.unknowns.get(0)) || isSteps(one));
  }

  private static boolean isSteps(Unknown one) {
    return one.equals(STEPS.unknowns.get(0));
  }

  /** Returns the lesser of this known number and the number of steps. */
  public Size upToSteps() {
    return of(new Unknown(UP_TO_STEPS + factor, false, true));
  }

  /** Returns whether it is the lesser of the number of steps and another number. */
  public boolean isUpToSteps() {
    return factor == 1 && unknowns.size() == 1 && unknowns.get(0).name().startsWith(UP_TO_STEPS);
  }

  public Size times(Size other) {
    var product = new ArrayList<>(unknowns);
    product.addAll(other.unknowns);
    product.sort((one, two) -> one.name().compareTo(two.name()));
    if (product.size() > MOST_UNKNOWNS) {
      return computed("*", other);
    }
    try {
      return new Size(Math.multiplyExact(factor, other.factor), product);
    } catch (ArithmeticException e) {
      return computed("*", other);
    }
  }

  public Size plus(Size other) {
    if (is(0)) {
      return other;
    }
    if (other.is(0)) {
      return this;
    }
    return unknowns.equals(other.unknowns) && Math.abs(factor) < Integer.MAX_VALUE
        ? new Size(factor + other.factor, unknowns)
        : computed("+", other);
  }

  public Size minus(Size other) {
    return plus(new Size(-other.factor, other.unknowns));
  }

  /** Returns the exact quotient; empty where there is none. */
  public Optional<Size> over(Size other) {
    if (other.factor == 0 || factor % other.factor != 0) {
      return Optional.empty();
    }
    var left = new ArrayList<>(unknowns);
    for (var unknown : other.unknowns) {
      if (!left.remove(unknown)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Size(factor / other.factor, left));
  }

  /** Returns a symbol for the result of any other operation on two numbers. */
  public Size computed(String operation, Size other) {
    var name = "(" + this + operation + other + ")";
    return of(
        new Unknown(
            name.length() > LONGEST_NAME ? shortened(name) : name,
            ofRows() || other.ofRows(),
            ofSteps() || other.ofSteps(),
            ofTurns() || other.ofTurns()));
  }

  private static String shortened(String name) {
    return name.substring(0, LONGEST_NAME) + "#" + name.hashCode() + "#" + name.length();
  }

  public static Size product(List<Size> sizes) {
    return sizes.stream().reduce(ONE, Size::times);
  }

  @Override
  public String toString() {
    if (isKnown()) {
      return Long.toString(factor);
    }
    var names = unknowns.stream().map(Unknown::name).collect(Collectors.joining("*"));
    return factor == 1 ? names : factor + "*" + names;
  }

  /** Returns a list that holds the size that many times. */
  public static List<Size> all(int count, Size size) {
    return Collections.nCopies(count, size);
  }
}
