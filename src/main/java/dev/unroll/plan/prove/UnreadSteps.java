package dev.unroll.plan.prove;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Steps of a probe that no answer depends on, and the warning about them.
 *
 * @param steps the number of steps of the probe
 * @param unread the steps that no answer depends on, from 0
 */
record UnreadSteps(int steps, BitSet unread) {
  /** The least influence of a neighbouring step that makes the end of a range sharp. */
  private static final double SHARP = 0.1;

  static UnreadSteps none(int steps) {
    return new UnreadSteps(steps, new BitSet());
  }

  /**
   * Returns the ranges without influence that end sharply. Where influence fades towards a range,
   * the network forgets.
   *
   * @param influence shape {@code [steps]}, from 0 for none to 1 for the largest
   */
  static UnreadSteps of(double[] influence) {
    var unread = new BitSet();
    for (int first = 0; first < influence.length; first++) {
      int end = first;
      while (end < influence.length && influence[end] == 0) {
        end++;
      }
      boolean isAll = first == 0 && end == influence.length;
      boolean isSharp =
          (first > 0 && influence[first - 1] >= SHARP)
              || (end < influence.length && influence[end] >= SHARP);
      if (isAll || isSharp) {
        unread.set(first, end);
      }
      first = end;
    }
    return new UnreadSteps(influence.length, unread);
  }

  boolean isNothing() {
    return unread.isEmpty();
  }

  /**
   * Returns what a longer probe confirms: the same steps from the beginning, or as many read steps
   * at the end.
   */
  UnreadSteps and(UnreadSteps longer) {
    boolean isSame =
        read() == longer.read()
            && ((isFirstOnly() && longer.isFirstOnly()) || (isLastOnly() && longer.isLastOnly()));
    if (isSame || (read() == 0 && longer.read() == 0)) {
      return this;
    }
    var both = (BitSet) unread.clone();
    both.and(longer.unread);
    boolean isInside = read() > 0 && !isFirstOnly() && !isLastOnly() && both.equals(unread);
    return isInside ? this : none(steps);
  }

  private int read() {
    return steps - unread.cardinality();
  }

  private boolean isFirstOnly() {
    return read() > 0 && unread.nextSetBit(0) == read();
  }

  private boolean isLastOnly() {
    return read() > 0 && unread.length() == unread.cardinality() && unread.get(0);
  }

  /**
   * @param isFixed whether the graph takes this number of steps only
   */
  Optional<String> words(boolean isFixed) {
    if (isNothing()) {
      return Optional.empty();
    }
    if (read() == 0) {
      return Optional.of("its answers do not seem to change with the input at all");
    }
    var said = "its answers do not seem to change with " + ranges() + " of " + steps;
    var counted = read() == 1 ? "step" : read() + " steps";
    if (isLastOnly()) {
      return Optional.of(said + ": it reads the last " + counted + " only");
    }
    if (!isFirstOnly()) {
      return Optional.of(said);
    }
    return Optional.of(
        said
            + ": it reads the first "
            + counted
            + " only"
            + (isFixed ? "" : ", although it takes more")
            + ". If the model does not cut its input on purpose, its exporter has traced a loop over"
            + " the steps (torch.onnx.export of a loop over cells, Keras' own export with the torch"
            + " backend): export a GRU, LSTM or RNN layer instead");
  }

  /** Returns the ranges as "step 3", "steps 4 to 12" or "steps 2, 4 and 7 to 9". */
  private String ranges() {
    List<String> ranges = new ArrayList<>();
    for (int first = unread.nextSetBit(0); first >= 0; ) {
      int end = unread.nextClearBit(first);
      ranges.add(end - first == 1 ? "" + end : (first + 1) + " to " + end);
      first = unread.nextSetBit(end);
    }
    var last = ranges.remove(ranges.size() - 1);
    var list = ranges.isEmpty() ? last : String.join(", ", ranges) + " and " + last;
    return (unread.cardinality() == 1 ? "step " : "steps ") + list;
  }
}
