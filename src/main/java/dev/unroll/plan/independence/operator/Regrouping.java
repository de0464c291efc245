package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Axis;
import dev.unroll.plan.independence.value.Axis.Kind;
import dev.unroll.plan.independence.value.Axis.Part;
import dev.unroll.plan.independence.value.Size;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.plan.independence.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Distributes the parts of a tensor's axes over new axes, as a reshape does. Elements keep their
 * order in memory, so parts keep theirs. A plain part of known size may be split; rows and steps
 * must stay whole, because their parts could not be told apart afterwards.
 */
final class Regrouping {
  private final Deque<Part> parts = new ArrayDeque<>();

  private Regrouping(List<Axis> axes) {
    axes.forEach(axis -> parts.addAll(axis.parts()));
  }

  /**
   * Distributes the parts of axes over new axes; empty where the sizes do not match.
   *
   * @param sizes the sizes of the new axes
   */
  public static Optional<List<Axis>> of(List<Axis> axes, List<Size> sizes) {
    var dealing = new Regrouping(axes);
    var dealt = new ArrayList<Axis>();
    for (var size : sizes) {
      var axis = dealing.next(size);
      if (axis.isEmpty()) {
        return Optional.empty();
      }
      dealt.add(axis.get());
    }
    return dealing.parts.isEmpty() ? Optional.of(dealt) : Optional.empty();
  }

  /**
   * Distributes the parts where the rows are outermost and the elements of each row are regrouped
   * among themselves, for example into chunks of steps. Only the rows of the result are known.
   * Returns empty where the rows cannot be followed.
   *
   * @param shape the operator's sizes: 0 is the input's size, -1 is the rest
   * @param open the size that stands for the rest
   */
  private static Optional<List<Axis>> withinRows(
      List<Axis> axes, List<Size> shape, boolean allowsZero, Size open) {
    var rows = axes.stream().flatMap(axis -> axis.parts().stream()).findFirst();
    if (rows.isEmpty()
        || rows.get().kind() != Kind.ROWS
        || Axis.count(axes, Kind.ROWS) > 1
        || shape.isEmpty()) {
      return Optional.empty();
    }
    var dealt = new ArrayList<Axis>();
    for (int place = 0; place < shape.size(); place++) {
      var size = shape.get(place);
      if (size.is(0) && (allowsZero || place >= axes.size())) {
        return Optional.empty();
      }
      // An open outermost size need not be a whole number of chunks for each row.
      var known = size.is(0) ? axes.get(place).size() : size.is(-1) && place > 0 ? open : size;
      var within = place == 0 ? known.over(rows.get().size()) : Optional.of(known);
      if (within.isEmpty() || within.get().ofRows() || within.get().factor() < 1) {
        return Optional.empty();
      }
      var axis = Axis.plain(within.get());
      dealt.add(place == 0 ? new Axis(List.of(rows.get())).around(axis) : axis);
    }
    return Optional.of(dealt);
  }

  /**
   * Regroups a tensor within its rows; returns an unknown value where the rows cannot be followed.
   */
  public static Value withinRows(Node node, Value value, List<Size> shape) {
    var reason = node.label() + " splits or joins rows or steps";
    boolean allowsZero = node.integer("allowzero", 0) == 1;
    var open = node.unknownSize("what is left", false, true);
    var data = value.asData(node.label());
    var dealt =
        data.axes() == null
            ? Optional.<List<Axis>>empty()
            : withinRows(data.axes(), shape, allowsZero, open);
    return dealt
        .map(axes -> Value.of(axes, data.rowsObstacle(), Steps.mixed(reason), node.label()))
        .orElseGet(() -> node.unknown(reason).get(0));
  }

  private Optional<Axis> next(Size size) {
    var taken = new ArrayList<Part>();
    var left = size;
    while (!left.is(1)) {
      var part = parts.poll();
      if (part == null) {
        return Optional.empty();
      }
      var rest = left.over(part.size());
      if (rest.isPresent()) {
        taken.add(part);
        left = rest.get();
        continue;
      }
      var more = part.size().over(left);
      if (part.kind() != Kind.PLAIN || more.isEmpty()) {
        return Optional.empty();
      }
      taken.add(new Part(Kind.PLAIN, left));
      parts.push(new Part(Kind.PLAIN, more.get()));
      left = Size.ONE;
    }
    return Optional.of(new Axis(taken));
  }
}
