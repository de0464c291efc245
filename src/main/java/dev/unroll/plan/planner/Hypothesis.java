package dev.unroll.plan.planner;

import dev.unroll.plan.GraphWitness;
import dev.unroll.plan.graph.AxisNames;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.Feed;
import dev.unroll.runtime.Port;
import java.util.Comparator;
import java.util.List;

/**
 * A way to lay the input out, and what the graph says of it.
 *
 * @param feeds what fills the session's inputs
 */
record Hypothesis(
    Port input, Layout layout, List<Channel> channels, List<Feed> feeds, GraphWitness witness) {

  /** Names say little, but more than nothing where a graph runs over both axes. */
  static final Comparator<Hypothesis> LIKELIEST_FIRST =
      Comparator.comparingInt(Hypothesis::doubt)
          .thenComparing(Hypothesis::told, Comparator.reverseOrder());

  /** What recurrent nodes run over is the steps, and not the rows; the least is the likeliest. */
  private int doubt() {
    return witness.nodesOverRows() - witness.nodesOverSteps();
  }

  /** For people. */
  String describe() {
    return LayoutHypotheses.describe(layout);
  }

  /** What names tell: 1 for it, -1 against it, 0 nothing. */
  private int told() {
    return AxisNames.support(input, layout) / AxisNames.TOLD;
  }

  /** Whether the names of the axes say so. */
  private boolean isNamed() {
    return told() > 0;
  }

  /**
   * Whether neither a recurrent node nor a name tells which of several layouts is the right one.
   */
  static boolean areUntold(List<Hypothesis> all) {
    return all.size() > 1
        && all.stream()
            .noneMatch(hypothesis -> hypothesis.witness().hasRecurrence() || hypothesis.isNamed());
  }

  /**
   * Those under which rows may share runs. Where no recurrent node tells what the steps are, only
   * names do: an axis that looks independent is not rows when another one is named so. Where
   * neither does, {@link UntoldOrder} decides.
   *
   * @param all the likeliest first
   */
  static List<Hypothesis> sharing(List<Hypothesis> all) {
    var named = all.stream().filter(Hypothesis::isNamed).toList();
    boolean isTold = all.stream().anyMatch(hypothesis -> hypothesis.witness().hasRecurrence());
    return isTold || named.isEmpty() ? all : named;
  }

  /**
   * Those under which each run may be one row's. Running shows nothing there, and a wrong one would
   * take a row's steps for rows. Where all outputs keep an axis for the rows, that says more than a
   * recurrent node does, but not more than a name as well: a network may run over its rows by
   * mistake, as one that was given its input in the wrong order does. Else only the likeliest are
   * left.
   *
   * @param all the likeliest first
   * @param keepsRows whether all outputs must have an axis of rows
   */
  static List<Hypothesis> alone(List<Hypothesis> all, boolean keepsRows) {
    boolean areNamed = all.stream().anyMatch(Hypothesis::isNamed);
    return sharing(all).stream()
        .filter(hypothesis -> {
          boolean isAsLikely = hypothesis.doubt() == all.get(0).doubt();
          boolean isNamed = hypothesis.isNamed();
          return keepsRows
              ? isAsLikely || isNamed || !areNamed
              : isAsLikely && isNamed == all.get(0).isNamed();
        })
        .toList();
  }
}
