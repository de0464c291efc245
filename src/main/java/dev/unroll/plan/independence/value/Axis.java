package dev.unroll.plan.independence.value;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What lies along one axis of a tensor. Mostly it is one part: the rows, the steps, or plain
 * numbers. A reshape can join axes, so that one axis runs over rows and, within each, over steps;
 * its parts are then listed from the outermost to the innermost, as elements lie in memory.
 *
 * <p>An axis of size 1 has no parts.
 *
 * @param parts from the outermost to the innermost
 */
public record Axis(List<Part> parts) {
  public static final Axis ONE = new Axis(List.of());
  public static final Axis ROWS = new Axis(List.of(new Part(Kind.ROWS, Size.ROWS)));
  public static final Axis STEPS = new Axis(List.of(new Part(Kind.STEPS, Size.STEPS)));

  public enum Kind {
    /** Place i is row i of the run. */
    ROWS,
    /** Place i is step i of the run. */
    STEPS,
    /** Anything else. */
    PLAIN
  }

  /**
   * A part of an axis.
   *
   * @param size how many places it has
   * @param order of rows that a graph has put in another order, the name of that order; else empty
   */
  public record Part(Kind kind, Size size, String order) {
    /** One that is in the run's own order. */
    public Part(Kind kind, Size size) {
      this(kind, size, "");
    }
  }

  public Axis {
    parts = joined(parts);
  }

  /** Plain parts beside each other are one, and those of size 1 are none. */
  private static List<Part> joined(List<Part> parts) {
    var joined = new ArrayList<Part>();
    for (var part : parts) {
      int last = joined.size() - 1;
      if (part.kind() == Kind.PLAIN && part.size().is(1)) {
        continue;
      }
      if (part.kind() == Kind.PLAIN && last >= 0 && joined.get(last).kind() == Kind.PLAIN) {
        joined.set(last, new Part(Kind.PLAIN, joined.get(last).size().times(part.size())));
      } else {
        joined.add(part);
      }
    }
    return List.copyOf(joined);
  }

  public static Axis plain(Size size) {
    return new Axis(List.of(new Part(Kind.PLAIN, size)));
  }

  public static Axis plain(long size) {
    return plain(Size.of(size));
  }

  /**
   * An axis of that size along which all places are alike: as many places as there are rows may
   * then be called the rows, and as many as there are steps the steps.
   */
  public static Axis uniform(Size size) {
    var parts = new ArrayList<Part>();
    var rest = size;
    var withoutRows = rest.over(Size.ROWS);
    if (withoutRows.isPresent()) {
      parts.add(new Part(Kind.ROWS, Size.ROWS));
      rest = withoutRows.get();
    }
    var withoutSteps = rest.over(Size.STEPS);
    if (withoutSteps.isPresent()) {
      parts.add(new Part(Kind.STEPS, Size.STEPS));
      rest = withoutSteps.get();
    }
    if (rest.ofRows() || rest.ofSteps()) {
      return plain(size);
    }
    parts.add(new Part(Kind.PLAIN, rest));
    return new Axis(parts);
  }

  public Size size() {
    return Size.product(parts.stream().map(Part::size).toList());
  }

  public boolean isOne() {
    return parts.isEmpty();
  }

  public boolean has(Kind kind) {
    return parts.stream().anyMatch(part -> part.kind() == kind);
  }

  public boolean isPlain() {
    return parts.stream().allMatch(part -> part.kind() == Kind.PLAIN);
  }

  /** The two as one axis, the other one within this one. */
  public Axis around(Axis inner) {
    return new Axis(Stream.concat(parts.stream(), inner.parts.stream()).toList());
  }

  public static Axis joined(Stream<Axis> axes) {
    return axes.reduce(ONE, Axis::around);
  }

  /** Whether it is the rows of the run and nothing else, in the run's own order. */
  public boolean isRows() {
    return equals(ROWS);
  }

  /** The same rows in an order that has a name. */
  public static Axis ordered(Size rows, String order) {
    return new Axis(List.of(new Part(Kind.ROWS, rows, order)));
  }

  /** The order of rows, where it is not the run's own; else empty. */
  public static String order(List<Axis> axes) {
    return axes.stream()
        .flatMap(axis -> axis.parts.stream())
        .map(Part::order)
        .filter(order -> !order.isEmpty())
        .findFirst()
        .orElse("");
  }

  public static int count(List<Axis> axes, Kind kind) {
    return (int)
        axes.stream()
            .flatMap(axis -> axis.parts.stream())
            .filter(part -> part.kind() == kind)
            .count();
  }
}
