package dev.unroll.plan;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One run of a graph to see what comes out: how many rows were computed, of how many steps, and the
 * shape of each output.
 */
record Trial(int rows, int steps, List<long[]> shapes) {
  /** What a set of trials says about one output: a layout, or why there is none. */
  record Verdict(Layout layout, String problem) {
    private static Verdict no(String problem) {
      return new Verdict(new Layout(-1, -1), problem);
    }

    boolean holds() {
      return problem.isEmpty();
    }
  }

  /**
   * Finds an output's axes: that of rows has the number of rows in every trial, that of time the
   * number of steps. Where several would do, the one that the input uses is taken.
   *
   * @param input where the input keeps rows and steps
   */
  static Verdict layoutOf(int output, String name, List<Trial> trials, Layout input) {
    int rank = trials.get(0).shapes().get(output).length;
    if (trials.stream().anyMatch(trial -> trial.shapes().get(output).length != rank)) {
      return Verdict.no("output '" + name + "' changes its rank");
    }
    if (trials.stream().anyMatch(trial -> holdsNothing(trial.shapes().get(output)))) {
      return Verdict.no("output '" + name + "' has an axis of size 0");
    }
    int batchAxis =
        input.batchAxis() < 0
            ? -1
            : axis(rank, input.batchAxis(), axis -> all(trials, output, axis, Trial::rows));
    if (batchAxis < 0 && input.batchAxis() >= 0) {
      return Verdict.no("output '" + name + "' has no axis of rows");
    }
    int timeAxis = -1;
    if (input.timeAxis() >= 0) {
      boolean lengthsVary = trials.stream().mapToInt(Trial::steps).distinct().count() > 1;
      timeAxis =
          axis(
              // Of one length only, a size that happens to equal it says little; beyond the first
              // two
              // axes, or without an axis left for the features, it says nothing.
              lengthsVary ? rank : rank > 2 ? 2 : 0,
              input.timeAxis(),
              axis -> axis != batchAxis && all(trials, output, axis, Trial::steps));
    }
    for (int axis = 0; axis < rank; axis++) {
      int fixed = axis;
      if (axis != batchAxis
          && axis != timeAxis
          && trials.stream()
                  .mapToLong(trial -> trial.shapes().get(output)[fixed])
                  .distinct()
                  .count()
              > 1) {
        return Verdict.no(
            "axis "
                + axis
                + " of output '"
                + name
                + "' changes with the input, and not as its steps do");
      }
    }
    return new Verdict(new Layout(batchAxis, timeAxis), "");
  }

  private static boolean holdsNothing(long[] shape) {
    return Arrays.stream(shape).anyMatch(size -> size == 0);
  }

  private static boolean all(
      List<Trial> trials, int output, int axis, java.util.function.ToIntFunction<Trial> size) {
    return trials.stream()
        .allMatch(trial -> trial.shapes().get(output)[axis] == size.applyAsInt(trial));
  }

  private static int axis(int rank, int preferred, java.util.function.IntPredicate fits) {
    if (preferred < rank && fits.test(preferred)) {
      return preferred;
    }
    return IntStream.range(0, rank).filter(fits).findFirst().orElse(-1);
  }
}
