package dev.unroll.schedule.cost;

import java.util.Arrays;
import java.util.List;

/**
 * Predicts the time of a slice of one stage from its rows and steps. It decides how many rows share
 * a slice, so that there is no batch size to tune. For a decoder, which takes one step at a time,
 * "steps" means the steps of the input that it attends to.
 *
 * <p>It is a table of nanoseconds at a few numbers of rows and of steps (the knots), with linear
 * interpolation between them and linear extrapolation beyond. That is exact for a stage with a
 * fixed cost for each call, each step and each row. The knots capture where the curve bends: where
 * a batch begins to fill the vector units, or where the weights are no longer read for each row.
 * {@link CostProbe} measures the table when the model is loaded; each slice that runs corrects it.
 *
 * <p>It is robust against noise. A disturbance (a descheduled thread, a garbage collection) only
 * makes a slice slower, but possibly a thousand times slower. So an observation corrects the table
 * by the clipped logarithm of the error: the table follows the median of many slices, not the mean,
 * and one slice changes it by a factor of at most {@link #MOST_CHANGE}. A global scale also
 * corrects knots that no slice comes near, since a machine that has become slower is slower at all
 * sizes.
 *
 * <p>Owned by the loading thread until its model is served, then guarded by the scheduler's lock.
 */
public final class CostModel {
  /** The part of the error that one slice corrects at its own knots. */
  private static final double LOCAL_RATE = 1.0 / 8;

  /** The part of the error that one slice corrects at all knots. */
  private static final double GLOBAL_RATE = 1.0 / 64;

  /** The bound that errors are clipped to, as a logarithm. */
  private static final double MOST_ERROR = 0.4;

  /** The largest factor by which one slice can change a knot. */
  static final double MOST_CHANGE = Math.exp(MOST_ERROR * (LOCAL_RATE + GLOBAL_RATE));

  private static final double LEAST_NANOS = 1;

  private final int[] rowKnots;
  private final int[] stepKnots;

  /** As measured when the model was loaded: {@code [rowKnots][stepKnots]}. */
  private final double[][] measured;

  /** With the corrections at the knots, without the scale: {@code [rowKnots][stepKnots]}. */
  private final double[][] nanos;

  /** How much slower the machine is now than when the model was loaded. */
  private double scale = 1;

  /**
   * @param rowKnots numbers of rows, ascending from 1
   * @param stepKnots numbers of steps, ascending
   * @param nanos the time of a slice, {@code [rowKnots][stepKnots]}
   */
  public CostModel(int[] rowKnots, int[] stepKnots, double[][] nanos) {
    this.rowKnots = rowKnots.clone();
    this.stepKnots = stepKnots.clone();
    this.nanos = copy(nanos);
    straighten();
    this.measured = copy(this.nanos);
  }

  /** Returns a model with a fixed cost for each call and for each step of each row. */
  public static CostModel linear(double nanosPerCall, double nanosPerStep) {
    int[] rows = {1, 64};
    int[] steps = {1, 64};
    var nanos = new double[2][2];
    for (int row = 0; row < 2; row++) {
      for (int step = 0; step < 2; step++) {
        nanos[row][step] = nanosPerCall + nanosPerStep * rows[row] * steps[step];
      }
    }
    return new CostModel(rows, steps, nanos);
  }

  /** Returns the cost of one row alone through all stages together. */
  static CostModel ofOneRow(List<CostModel> stages) {
    int[] steps = stages.get(0).stepKnots;
    var nanos = new double[1][steps.length];
    for (int step = 0; step < steps.length; step++) {
      for (var stage : stages) {
        nanos[0][step] += stage.nanos(1, steps[step]);
      }
    }
    return new CostModel(new int[] {1}, steps, nanos);
  }

  private static double[][] copy(double[][] table) {
    return Arrays.stream(table).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * Makes the table monotonic: a smaller slice that was measured slower was disturbed, not slower.
   */
  private void straighten() {
    for (int row = 0; row < rowKnots.length; row++) {
      for (int step = 0; step < stepKnots.length; step++) {
        double before =
            Math.max(
                row > 0 ? nanos[row - 1][step] : 0, step > 0 ? nanos[row][step - 1] : LEAST_NANOS);
        nanos[row][step] = Math.max(nanos[row][step], before);
      }
    }
  }

  /** Returns the largest number of rows in the table; larger slices are not tried. */
  public int mostRows() {
    return rowKnots[rowKnots.length - 1];
  }

  /** Returns the predicted time of a slice, in nanoseconds. */
  public double nanos(int rows, int steps) {
    return scale * look(nanos, rows, steps);
  }

  private double look(double[][] table, int rows, int steps) {
    int row = cell(rowKnots, rows);
    int step = cell(stepKnots, steps);
    double low = along(table[row], step, steps);
    if (rowKnots.length == 1) {
      return low;
    }
    double high = along(table[row + 1], step, steps);
    return Math.max(LEAST_NANOS, low + place(rowKnots, row, rows) * (high - low));
  }

  private double along(double[] line, int step, int steps) {
    return stepKnots.length == 1
        ? line[0] * steps / stepKnots[0]
        : line[step] + place(stepKnots, step, steps) * (line[step + 1] - line[step]);
  }

  /** Returns the time a row of a slice of that many steps, at the best number of rows. */
  public double nanosPerRow(int steps) {
    double best = Double.MAX_VALUE;
    for (int rows : rowKnots) {
      best = Math.min(best, nanos(rows, steps) / rows);
    }
    return best;
  }

  /** Corrects the table by the time that a slice took. */
  void observe(int rows, int steps, long observedNanos) {
    if (observedNanos <= 0) {
      // The clock did not advance.
      return;
    }
    double clipped = clippedError(observedNanos, nanos(rows, steps));
    scale *=
        Math.exp(GLOBAL_RATE * clippedError(observedNanos, scale * look(measured, rows, steps)));
    int row = cell(rowKnots, rows);
    int step = cell(stepKnots, steps);
    double rowPlace = clamp(place(rowKnots, row, rows));
    double stepPlace = clamp(place(stepKnots, step, steps));
    for (int nextRow = 0; nextRow < Math.min(2, rowKnots.length); nextRow++) {
      for (int nextStep = 0; nextStep < Math.min(2, stepKnots.length); nextStep++) {
        double share =
            (nextRow == 1 ? rowPlace : 1 - rowPlace) * (nextStep == 1 ? stepPlace : 1 - stepPlace);
        nanos[row + nextRow][step + nextStep] *= Math.exp(LOCAL_RATE * share * clipped);
      }
    }
  }

  private static double clippedError(long observedNanos, double predictedNanos) {
    double error = Math.log(observedNanos / predictedNanos);
    return Math.max(-MOST_ERROR, Math.min(MOST_ERROR, error));
  }

  /** Returns the index of the last knot at or before the value, but never that of the last knot. */
  private static int cell(int[] knots, int value) {
    int cell = 0;
    while (cell < knots.length - 2 && knots[cell + 1] <= value) {
      cell++;
    }
    return cell;
  }

  /**
   * Returns the value's position between that knot (0) and the next (1); over 1 beyond the last
   * knot.
   */
  private static double place(int[] knots, int cell, int value) {
    return knots.length == 1
        ? 0
        : Math.max(0, (double) (value - knots[cell]) / (knots[cell + 1] - knots[cell]));
  }

  private static double clamp(double place) {
    return Math.min(1, place);
  }
}
