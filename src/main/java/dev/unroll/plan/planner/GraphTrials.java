package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.prove.RandomInputs;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.RowsPerRun;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a graph to see the shapes of its outputs: single rows of several lengths, then several rows.
 */
final class GraphTrials {
  /** Lengths to try, in order, where the usual ones are all too short. */
  private static final List<Integer> LONGER = List.of(13, 21, 34, 55, 89, 144, 233);

  private static final int LONGEST = 4096;
  private static final int MOST_CANDIDATES = 32;

  private final GraphStage bare;
  private final int channels;
  private final RandomInputs randomInputs;
  private final Workspace workspace;
  private final List<Trial> trials = new ArrayList<>();
  private int only;

  /**
   * @param bare a stage whose outputs are dropped
   * @param channels the number of channels of a row
   */
  GraphTrials(GraphStage bare, int channels, RandomInputs randomInputs, Workspace workspace) {
    this.bare = bare;
    this.channels = channels;
    this.randomInputs = randomInputs;
    this.workspace = workspace;
  }

  /**
   * Runs single rows.
   *
   * @param lengths the numbers of steps to try, ascending
   * @param isFree whether other lengths may be tried
   * @param numbers integer constants of the graph, which may require one of them as its number of
   *     steps
   * @throws LoadException where all lengths fail
   */
  void runSingleRows(List<Integer> lengths, boolean isFree, List<Long> numbers)
      throws LoadException {
    int tooShort = 0;
    var failure = "";
    for (int steps : lengths) {
      try {
        trials.add(trial(1, steps));
      } catch (GraphException e) {
        failure = String.valueOf(e.getMessage());
        tooShort = trials.isEmpty() ? steps : tooShort;
      }
    }
    if (isFree) {
      findOnly(lengths, numbers);
    }
    for (int place = 0; isFree && trials.isEmpty() && place < LONGER.size(); place++) {
      try {
        trials.add(trial(1, LONGER.get(place)));
        trials.add(trial(1, LONGER.get(place) + 1));
      } catch (GraphException e) {
        tooShort = trials.isEmpty() ? LONGER.get(place) : tooShort;
      }
    }
    if (trials.isEmpty()) {
      throw new LoadException("it fails on a single row: " + failure);
    }
    if (isFree && only == 0) {
      findShortest(tooShort, trials.get(0).steps());
    }
  }

  /**
   * Returns whether the graph takes single rows of enough of these lengths. The longest are tried
   * first: a graph that takes them usually takes shorter ones too.
   *
   * @param lengths the numbers of steps to try, ascending
   */
  boolean takesSingleRows(List<Integer> lengths, int enough) {
    for (int place = lengths.size() - 1; place >= 0; place--) {
      takes(lengths.get(place));
      if (!trials.isEmpty() && all().size() >= enough) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the graph takes single rows of any other length than the usual ones. */
  boolean takesOtherLengths(List<Long> numbers) {
    try {
      runSingleRows(List.of(), true, numbers);
      return true;
    } catch (LoadException e) {
      return false;
    }
  }

  /** Exporters may fix the example's length in reshapes although they declare the axis free. */
  private void findOnly(List<Integer> lengths, List<Long> numbers) {
    var candidates =
        trials.isEmpty()
            ? numbers.stream()
                .filter(number -> number > 0 && number <= LONGEST)
                .map(Long::intValue)
                .filter(number -> !lengths.contains(number))
                .limit(MOST_CANDIDATES)
                .toList()
            : List.<Integer>of();
    for (int place = 0; place < candidates.size() && trials.isEmpty(); place++) {
      takes(candidates.get(place));
    }
    if (trials.size() == 1) {
      int steps = trials.get(0).steps();
      only = takes(steps + 1) ? 0 : steps;
    }
  }

  private boolean takes(int steps) {
    try {
      return trials.add(trial(1, steps));
    } catch (GraphException e) {
      return false;
    }
  }

  /**
   * Returns the only number of steps that the graph takes, although it does not declare it; else 0.
   */
  int only() {
    return only;
  }

  /** Searches for the shortest length between one that fails and one that works. */
  private void findShortest(int tooShort, int longEnough) {
    int fails = tooShort;
    int works = longEnough;
    while (works - fails > 1) {
      int between = (fails + works) / 2;
      try {
        trials.add(0, trial(1, between));
        works = between;
      } catch (GraphException e) {
        fails = between;
      }
    }
  }

  /**
   * Runs several rows together.
   *
   * @throws LoadException where the graph fails on several rows
   */
  void runRowsTogether(List<Integer> counts) throws LoadException {
    runRowsTogether(bare, counts);
  }

  /**
   * Runs several rows to see shapes only, for rows that may not share a run; failures are ignored.
   */
  void lookAtRowsTogether(List<Integer> counts) {
    try {
      runRowsTogether(bare.with(RowsPerRun.baked(bare.rowsPerRun().baked())), counts);
    } catch (LoadException e) {
      trials.removeIf(trial -> trial.rows() != bare.computedRows(1));
    }
  }

  private void runRowsTogether(GraphStage stage, List<Integer> counts) throws LoadException {
    int steps = trials.get(trials.size() - 1).steps();
    for (int rows : counts) {
      try {
        trials.add(trial(stage, rows, steps));
      } catch (GraphException e) {
        throw new LoadException("it fails on " + rows + " rows: " + e.getMessage(), e);
      }
    }
  }

  private Trial trial(int rows, int steps) throws GraphException {
    return trial(bare, rows, steps);
  }

  private Trial trial(GraphStage stage, int rows, int steps) throws GraphException {
    var memories = new ArrayList<RowMemory>();
    for (int row = 0; row < rows; row++) {
      var memory = new RowMemory(channels);
      memory.put(0, randomInputs.sequence(steps));
      memories.add(memory);
    }
    var shapes =
        stage.run(workspace, memories, steps).stream().map(block -> block.shape()).toList();
    return new Trial(stage.computedRows(rows), steps, shapes);
  }

  /**
   * Returns the trials that show the positions of axes. A single step does not where a graph drops
   * axes of size 1.
   */
  List<Trial> all() {
    var longest = trials.get(trials.size() - 1);
    return trials.stream().filter(trial -> trial.steps() > 1 || trial.hasRanksOf(longest)).toList();
  }

  List<Trial> ofSingleRows() {
    return all().stream().filter(trial -> trial.rows() == bare.computedRows(1)).toList();
  }

  int shortest() {
    return trials.stream().mapToInt(Trial::steps).min().orElse(1);
  }

  int[] lengths() {
    return trials.stream().mapToInt(Trial::steps).distinct().toArray();
  }
}
