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
 * A possible layout of the input, and the analysis of the graph with it.
 *
 * @param inputBindings the source of each of the session's inputs
 */
record LayoutHypothesis(
    Port input,
    Layout layout,
    List<Channel> channels,
    List<InputBinding> inputBindings,
    GraphWitness witness) {

  /** Orders hypotheses by likelihood. Names decide where a graph runs over both axes. */
  static final Comparator<LayoutHypothesis> LIKELIEST_FIRST =
      Comparator.comparingInt(LayoutHypothesis::doubt)
          .thenComparing(LayoutHypothesis::told, Comparator.reverseOrder());

  /**
   * Returns the doubt about this layout: recurrent nodes should run over the steps, not over the
   * rows.
   */
  private int doubt() {
    return witness.nodesOverRows() - witness.nodesOverSteps();
  }

  /** Returns a description for messages. */
  String describe() {
    return LayoutHypotheses.describe(layout);
  }

  /** Returns 1 where names support the layout, -1 where they contradict it, else 0. */
  private int told() {
    return AxisNames.support(input, layout) / AxisNames.TOLD;
  }

  /** Returns whether the input has its most common order, batch first. */
  private boolean isUsual() {
    return InputOrder.of(layout).equals(InputOrder.BATCH_FIRST);
  }

  /** Returns whether the names of the axes decide for this layout. */
  private boolean isNamed() {
    return told() > 0;
  }

  /** Returns whether neither a recurrent node nor a name decides between several layouts. */
  static boolean areUntold(List<LayoutHypothesis> all) {
    return all.size() > 1
        && all.stream()
            .noneMatch(layoutHypothesis ->
                layoutHypothesis.witness().hasRecurrence() || layoutHypothesis.isNamed());
  }

  /**
   * Returns the hypotheses with which rows may share runs. Where no recurrent node shows the steps,
   * the names decide: an independent axis is not the rows where another axis is named as rows.
   * Where neither decides, {@link AmbiguousLayout} does.
   *
   * @param all the hypotheses, the likeliest first
   */
  static List<LayoutHypothesis> sharing(List<LayoutHypothesis> all) {
    var named = all.stream().filter(LayoutHypothesis::isNamed).toList();
    boolean isTold =
        all.stream().anyMatch(layoutHypothesis -> layoutHypothesis.witness().hasRecurrence());
    return isTold || named.isEmpty() ? all : named;
  }

  /**
   * Returns the hypotheses with which each run may have one row. Runs cannot confirm these, and a
   * wrong one would treat a row's steps as rows. An axis that all outputs keep is stronger evidence
   * than a recurrent node, but not than a recurrent node and a name together: a network may run
   * over its rows by mistake. Without names such a mistake is assumed only if the rows would be on
   * the usual axis, the first. Otherwise only the likeliest remain.
   *
   * @param all the hypotheses, the likeliest first
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
