package dev.unroll.plan.independence.value;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The meaning of one axis of a tensor. It usually has one part: the rows, the steps, or plain
 * positions. A reshape can join axes, so that one axis runs over rows and, within each row, over
 * steps; its parts are then listed from the outermost to the innermost, as elements lie in memory.
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
    /** Position i is row i of the run. */
    ROWS,
    /** Position i is step i of the run. */
    STEPS,
    /** Anything else, for example features. */
    PLAIN
  }

  /**
   * A part of an axis.
   *
   * @param size the number of positions
   * @param order the name of the order, for rows that the graph has sorted; else empty
   */
  public record Part(Kind kind, Size size, String order) {
    /** A part in the run's own order. */
    public Part(Kind kind, Size size) {
      this(kind, size, "");
    }
  }

  public Axis {
    parts = joined(parts);
  }

  /** Joins adjacent plain parts and drops those of size 1. */
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
   * Returns an axis of that size on which all positions hold the same value. A factor that equals
   * the number of rows may then be labelled as the rows, and one that equals the steps as the
   * steps.
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

  /** Returns both axes joined, with this axis outside and the other one inside. */
  public Axis around(Axis inner) {
    return new Axis(Stream.concat(parts.stream(), inner.parts.stream()).toList());
  }

  public static Axis joined(Stream<Axis> axes) {
    return axes.reduce(ONE, Axis::around);
  }

  /** Returns whether the axis is exactly the rows of the run, in the run's own order. */
  public boolean isRows() {
    return equals(ROWS);
  }

  /** Returns an axis of rows in a named order. */
  public static Axis ordered(Size rows, String order) {
    return new Axis(List.of(new Part(Kind.ROWS, rows, order)));
  }

  /** Returns the name of the rows' order, or an empty string for the run's own order. */
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
