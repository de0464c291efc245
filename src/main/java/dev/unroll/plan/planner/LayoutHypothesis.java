package dev.unroll.plan.planner;

import dev.unroll.plan.GraphWitness;
import dev.unroll.plan.graph.AxisNames;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.InputBinding;
import dev.unroll.runtime.Port;
import java.util.Comparator;
import java.util.List;

/**
 * A way to lay the input out, and what the graph says of it.
 *
 * @param inputBindings what fills the session's inputs
 */
record LayoutHypothesis(
    Port input,
    Layout layout,
    List<Channel> channels,
    List<InputBinding> inputBindings,
    GraphWitness witness) {

  /** Names say little, but more than nothing where a graph runs over both axes. */
  static final Comparator<LayoutHypothesis> LIKELIEST_FIRST =
      Comparator.comparingInt(LayoutHypothesis::doubt)
          .thenComparing(LayoutHypothesis::told, Comparator.reverseOrder());

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

  /** Whether it is the order of most inputs. */
  private boolean isUsual() {
    return InputOrder.of(layout).equals(InputOrder.BATCH_FIRST);
  }

  /** Whether the names of the axes say so. */
  private boolean isNamed() {
    return told() > 0;
  }

  /**
   * Whether neither a recurrent node nor a name tells which of several layouts is the right one.
   */
  static boolean areUntold(List<LayoutHypothesis> all) {
    return all.size() > 1
        && all.stream()
            .noneMatch(layoutHypothesis ->
                layoutHypothesis.witness().hasRecurrence() || layoutHypothesis.isNamed());
  }

  /**
   * Those under which rows may share runs. Where no recurrent node tells what the steps are, only
   * names do: an axis that looks independent is not rows when another one is named so. Where
   * neither does, {@link AmbiguousLayout} decides.
   *
   * @param all the likeliest first
   */
  static List<LayoutHypothesis> sharing(List<LayoutHypothesis> all) {
    var named = all.stream().filter(LayoutHypothesis::isNamed).toList();
    boolean isTold =
        all.stream().anyMatch(layoutHypothesis -> layoutHypothesis.witness().hasRecurrence());
    return isTold || named.isEmpty() ? all : named;
  }

  /**
   * Those under which each run may be one row's. Running shows nothing there, and a wrong one would
   * take a row's steps for rows. Where all outputs keep an axis for the rows, that says more than a
   * recurrent node does, but not more than a name as well: a network may run over its rows by
   * mistake, as one that was given its input in the wrong order does. Without names that mistake is
   * believed only where the rows would be on the usual axis, the first. Else only the likeliest are
   * left.
   *
   * @param all the likeliest first
   * @param keepsRows whether all outputs must have an axis of rows
   */
  static List<LayoutHypothesis> alone(List<LayoutHypothesis> all, boolean keepsRows) {
    boolean areNamed = all.stream().anyMatch(LayoutHypothesis::isNamed);
    return sharing(all).stream()
        .filter(layoutHypothesis -> {
          boolean isAsLikely = layoutHypothesis.doubt() == all.get(0).doubt();
          boolean isNamed = layoutHypothesis.isNamed();
          return keepsRows
              ? isAsLikely || isNamed || (!areNamed && layoutHypothesis.isUsual())
              : isAsLikely && isNamed == all.get(0).isNamed();
        })
        .toList();
  }
}
