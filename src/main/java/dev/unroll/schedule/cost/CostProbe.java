package dev.unroll.schedule.cost;

import dev.unroll.core.Ticker;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.Plan;
import dev.unroll.plan.prove.RandomRows;
import dev.unroll.plan.stage.Stage;
import dev.unroll.runtime.GraphException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures the time of a stage's slices on random input before its model is served.
 *
 * <p>Slices that take too long are never chosen, so they are not measured but extrapolated
 * linearly. Slices that run will correct the values.
 */
final class CostProbe {
  private static final int[] ROWS = {1, 2, 4, 8, 16, 32, 64};
  private static final int[] MORE_ROWS = {1, 4, 16, 64, 256, 1024};
  private static final int[] STEPS = {1, 4, 16, 64, 256};

  /** If a slice takes longer, larger slices are not measured. */
  private static final long LONG_NANOS = 2_500_000;

  /** The measuring time of a stage; sizes that are not measured in it are extrapolated. */
  private static final long BUDGET_NANOS = 120_000_000;

  /**
   * The fastest of these runs counts: the first run of a shape allocates memory, and noise only
   * makes a run slower.
   */
  private static final int RUNS = 3;

  private final Plan plan;
  private final List<Stage> stages;
  private final Ticker ticker;

  CostProbe(Plan plan, List<Stage> stages, Ticker ticker) {
    this.plan = plan;
    this.stages = stages;
    this.ticker = ticker;
  }

  /**
   * Measures one stage.
   *
   * @param place the stage's index in the plan
   * @throws GraphException if the stage fails on the smallest random input
   */
  CostModel measure(int place) throws GraphException {
    int[] rows = rowKnots(stages.get(place));
    int[] steps = stepKnots(place);
    var nanos = new double[rows.length][steps.length];
    long end = ticker.nanos() + BUDGET_NANOS;
    for (int row = 0; row < rows.length; row++) {
      for (int step = 0; step < steps.length; step++) {
        boolean first = row == 0 && step == 0;
        boolean tooLong = step > 0 && nanos[row][step - 1] > LONG_NANOS;
        boolean tooMany = row > 0 && nanos[row - 1][step] > LONG_NANOS;
        boolean isDrawn = !first && (tooLong || tooMany || ticker.nanos() > end);
        nanos[row][step] =
            isDrawn
                ? drawn(nanos, rows, steps, row, step)
                : measured(place, rows, steps, row, step, nanos);
      }
    }
    return new CostModel(rows, steps, nanos);
  }

  private int[] rowKnots(Stage stage) {
    int[] knots = plan.facts().device().equals("cpu") ? ROWS : MORE_ROWS;
    int most = stage.maxRows();
    return most >= knots[knots.length - 1]
        ? knots
        : IntStream.concat(Arrays.stream(knots).filter(rows -> rows < most), IntStream.of(most))
            .toArray();
  }

  private int[] stepKnots(int place) {
    var facts = plan.facts();
    boolean forgets = plan instanceof GeneratorPlan generator && !generator.remembersSteps();
    if (!facts.hasFreeLength() || (isDecoder(place) && forgets)) {
      return new int[] {1};
    }
    if (facts.fixedSteps() > 0) {
      return new int[] {facts.fixedSteps()};
    }
    int least = Math.max(1, facts.minSteps());
    return IntStream.concat(
            IntStream.of(least), Arrays.stream(STEPS).filter(steps -> steps > least))
        .toArray();
  }

  private boolean isDecoder(int place) {
    return plan instanceof GeneratorPlan && place > 0;
  }

  /** Measures one entry of the table; extrapolates it if the graph refuses that size. */
  private double measured(int place, int[] rows, int[] steps, int row, int step, double[][] nanos)
      throws GraphException {
    try {
      return measured(place, rows[row], steps[step]);
    } catch (GraphException e) {
      if (row == 0 && step == 0) {
        throw e;
      }
      return drawn(nanos, rows, steps, row, step);
    }
  }

  private long measured(int place, int rows, int steps) throws GraphException {
    var randomRows = new RandomRows(plan, rows, Math.max(steps, plan.facts().minSteps()));
    if (isDecoder(place)) {
      randomRows.run(stages.get(0));
    }
    int sliceSteps = isDecoder(place) ? 1 : randomRows.steps();
    long best = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long start = ticker.nanos();
      randomRows.run(stages.get(place), sliceSteps);
      best = Math.min(best, ticker.nanos() - start);
    }
    return best;
  }

  /** Extrapolates one entry linearly; from a single point, through zero. */
  private static double drawn(double[][] nanos, int[] rows, int[] steps, int row, int step) {
    if (step > 1) {
      var line = nanos[row];
      double slope = (line[step - 1] - line[step - 2]) / (steps[step - 1] - steps[step - 2]);
      return line[step - 1] + slope * (steps[step] - steps[step - 1]);
    }
    if (row > 0) {
      return nanos[row - 1][step] * rows[row] / rows[row - 1];
    }
    return nanos[row][step - 1] * steps[step] / steps[step - 1];
  }
}
