package dev.unroll.plan.independence;

import dev.unroll.plan.independence.Axis.Kind;
import dev.unroll.plan.independence.Axis.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Deals the parts of a tensor's axes out to other axes, as a reshape does: elements keep their
 * order in memory, so parts keep theirs. A plain part of known size may be split; rows and steps
 * stay whole, or nobody could say any more which is which.
 */
final class Regrouping {
  private final Deque<Part> parts = new ArrayDeque<>();

  private Regrouping(List<Axis> axes) {
    axes.forEach(axis -> parts.addAll(axis.parts()));
  }

  /**
   * The parts of axes on new ones; empty where they do not come out even.
   *
   * @param sizes of the new axes
   */
  static Optional<List<Axis>> of(List<Axis> axes, List<Size> sizes) {
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
