package dev.unroll.baseline.table;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What is compared, round by round: neighbours in time share what else the machine did. */
final class Ratios {
  private Ratios() {}

  /**
   * A value of Unroll's over the same of a baseline.
   *
   * @param ours by round
   * @param theirs by round, as many
   */
  static List<Double> between(
      List<Measurement> ours, List<Measurement> theirs, ToDoubleFunction<Measurement> value) {
    return of(ours, theirs.stream().map(value::applyAsDouble).toList(), value);
  }

  /**
   * A value of Unroll's over numbers.
   *
   * @param ours by round
   * @param theirs by round, as many
   */
  static List<Double> of(
      List<Measurement> ours, List<Double> theirs, ToDoubleFunction<Measurement> value) {
    if (ours.size() != theirs.size()) {
      throw new IllegalArgumentException(
          ours.size() + " rounds of one against " + theirs.size() + " of the other");
    }
    return IntStream.range(0, ours.size())
        .mapToObj(round -> value.applyAsDouble(ours.get(round)) / theirs.get(round))
        .toList();
  }
}
