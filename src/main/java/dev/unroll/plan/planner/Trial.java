package dev.unroll.plan.planner;

import dev.unroll.plan.graph.Layout;
import java.util.List;
import java.util.stream.IntStream;

/** One trial run of a graph: the number of rows and of steps, and the shape of each output. */
record Trial(int rows, int steps, List<long[]> shapes) {
  /** Returns whether the outputs have the same ranks as those of another trial. */
  boolean hasRanksOf(Trial other) {
    return IntStream.range(0, shapes.size())
        .allMatch(output -> shapes.get(output).length == other.shapes.get(output).length);
  }

  /**
   * The result of a set of trials for one output: its layout, or why there is none.
   *
   * @param hasInputSteps whether its axis of steps, if any, has the input's number of steps
   * @param openAxis a second axis whose size depends on the input, as attention weights have, or -1
   */
  record Verdict(Layout layout, boolean hasInputSteps, int openAxis, String problem) {
    private static final int NONE = -1;

    private static Verdict of(Layout layout, boolean hasInputSteps) {
      return new Verdict(layout, hasInputSteps, NONE, "");
    }

    private static Verdict no(String problem) {
      return new Verdict(new Layout(-1, -1), true, NONE, problem);
    }

    boolean holds() {
      return problem.isEmpty();
    }
  }

  /**
   * Finds an output's axes. The axis of rows has the number of rows in every trial, and the axis of
   * steps the number of steps. Where several fit, the one that the analysis shows is taken, else
   * the one that the input uses. An axis that changes with the input's steps in another way, or
   * that was empty, is an axis of the output's own steps.
   *
   * @param input the layout of the input
   * @param shown the output's layout by the analysis; -1 where it is unknown
   * @param hasRows whether the output must have an axis of rows
   */
  static Verdict layoutOf(
      int output, String name, List<Trial> trials, Layout input, Layout shown, boolean hasRows) {
    int rank = trials.get(0).shapes().get(output).length;
    if (trials.stream().anyMatch(trial -> trial.shapes().get(output).length != rank)) {
      return Verdict.no("output '" + name + "' changes its rank");
    }
    int batchAxis =
        input.batchAxis() < 0
            ? -1
            : axis(
                rank,
                preferred(shown.batchAxis(), input.batchAxis()),
                axis -> all(trials, output, axis, Trial::rows));
    if (batchAxis < 0 && input.batchAxis() >= 0 && input.timeAxis() >= 0) {
      int both = axisOfBoth(output, trials, rank);
      if (both >= 0) {
        return Verdict.no(
            "output '" + name + "' has its rows and its steps on one axis, axis " + both);
      }
    }
    if (batchAxis < 0 && input.batchAxis() >= 0 && hasRows) {
      return Verdict.no("output '" + name + "' has no axis of rows");
    }
    var changing =
        IntStream.range(0, rank)
            .filter(axis ->
                axis != batchAxis
                    && (changes(trials, output, axis) || isEmpty(trials, output, axis)))
            .boxed()
            .toList();
    boolean holdsNothing = IntStream.range(0, rank).anyMatch(axis -> isEmpty(trials, output, axis));
    if (holdsNothing && (changing.size() > 1 || input.timeAxis() < 0)) {
      return Verdict.no("output '" + name + "' has an axis of size 0");
    }
    int paced =
        changing.stream()
            .filter(axis -> all(trials, output, axis, Trial::steps))
            .findFirst()
            .orElse(-1);
    if (changing.size() == 2 && paced >= 0 && input.timeAxis() >= 0) {
      int other = changing.get(0) == paced ? changing.get(1) : changing.get(0);
      return new Verdict(new Layout(batchAxis, paced), true, other, "");
    }
    if (changing.size() > 1) {
      return Verdict.no("axes " + changing + " of output '" + name + "' change with the input");
    }
    if (changing.size() == 1) {
      int axis = changing.get(0);
      boolean isInputs = all(trials, output, axis, Trial::steps);
      return input.timeAxis() < 0
          ? Verdict.no("axis " + axis + " of output '" + name + "' changes with the input's rows")
          : Verdict.of(new Layout(batchAxis, axis), isInputs && axis == shown.timeAxis());
    }
    boolean lengthsVary = trials.stream().mapToInt(Trial::steps).distinct().count() > 1;
    // With trials of one length only, a size that equals it is weak evidence. It does not count
    // beyond the first two axes, or where no axis would be left for the features.
    int timeAxis =
        input.timeAxis() < 0 || lengthsVary
            ? -1
            : axis(
                rank > 2 ? 2 : 0,
                preferred(shown.timeAxis(), input.timeAxis()),
                axis -> axis != batchAxis && all(trials, output, axis, Trial::steps));
    return Verdict.of(new Layout(batchAxis, timeAxis), true);
  }

  /**
   * Returns the axis whose size is rows times steps, where trials with several rows and steps show
   * that; else -1.
   */
  private static int axisOfBoth(int output, List<Trial> trials, int rank) {
    boolean isShown =
        trials.stream().anyMatch(trial -> trial.rows() > 1 && trial.steps() > 1)
            && trials.stream().mapToInt(Trial::rows).distinct().count() > 1;
    return isShown
        ? axis(rank, -1, axis -> all(trials, output, axis, trial -> trial.rows() * trial.steps()))
        : -1;
  }

  private static int preferred(int shown, int input) {
    return shown >= 0 ? shown : input;
  }

  private static boolean changes(List<Trial> trials, int output, int axis) {
    return trials.stream().mapToLong(trial -> trial.shapes().get(output)[axis]).distinct().count()
        > 1;
  }

  /**
   * Returns whether the axis was empty in a trial, as the positions of what a graph searches for
   * may be.
   */
  private static boolean isEmpty(List<Trial> trials, int output, int axis) {
    return trials.stream().anyMatch(trial -> trial.shapes().get(output)[axis] == 0);
  }

  private static boolean all(
      List<Trial> trials, int output, int axis, java.util.function.ToIntFunction<Trial> size) {
    return trials.stream()
        .allMatch(trial -> trial.shapes().get(output)[axis] == size.applyAsInt(trial));
  }

  private static int axis(int rank, int preferred, java.util.function.IntPredicate fits) {
    if (preferred >= 0 && preferred < rank && fits.test(preferred)) {
      return preferred;
    }
    return IntStream.range(0, rank).filter(fits).findFirst().orElse(-1);
  }
}
