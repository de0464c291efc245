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
 * Measures what a stage's slices take, on rows of random input, before its model is served.
 *
 * <p>Only slices that could ever be chosen are worth measuring, so it stops where one takes too
 * long, and what lies beyond is drawn on in a straight line: slices that run will correct it.
 */
final class CostProbe {
  private static final int[] ROWS = {1, 2, 4, 8, 16, 32, 64};
  private static final int[] MORE_ROWS = {1, 4, 16, 64, 256, 1024};
  private static final int[] STEPS = {1, 4, 16, 64, 256};

  /** A slice that takes longer is not measured again, nor are larger ones. */
  private static final long LONG_NANOS = 2_500_000;

  /** A stage is given so long; what it did not get to is drawn on. */
  private static final long BUDGET_NANOS = 120_000_000;

  /** The first run of a shape pays for memory; what disturbs a run only makes it slower. */
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
   * @param place of the stage in the plan
   * @throws GraphException where the stage fails on random input
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
    if (!facts.input().timed() || (isDecoder(place) && forgets)) {
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

  /** Measured; where the graph does not take so many steps, a straight line through the others. */
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

  /** A straight line through what was measured; where that is one point, through zero. */
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
