package dev.unroll.schedule.cost;

import java.util.Arrays;
import java.util.List;

/**
 * What a slice of one stage takes, as a function of its rows and steps: the one thing that decides
 * how many rows share a slice. There is no batch size to tune, since this knows. For a decoder,
 * which takes one step at a time, "steps" are those of the input that it looks back at.
 *
 * <p>A table of nanoseconds at a few numbers of rows and of steps, linear between them and beyond.
 * That is exact for a stage that costs so much a call, so much a step and so much a row, and the
 * knots take in whatever bends the curve: where a batch begins to fill the vector units, where the
 * weights stop being read for each row. {@link CostProbe} measures it when the model is loaded;
 * each slice that runs corrects it.
 *
 * <p>It survives a noisy machine. What disturbs a slice makes it slower and never faster, and may
 * do so a thousandfold (a lane that is not scheduled, a collection of garbage). So an observation
 * moves the table by the logarithm of how wrong it was, clipped: the table follows the median of
 * many slices, not the mean, and one slice moves it by {@link #MOST_CHANGE} at the most. Knots that
 * no slice comes near follow the whole, since a machine that has become slower is slower at all
 * sizes.
 *
 * <p>Guarded by the scheduler's lock once its model is served.
 */
public final class CostModel {
  /** Of the error, what one slice corrects at its own knots. */
  private static final double LOCAL_RATE = 1.0 / 8;

  /** And everywhere. */
  private static final double GLOBAL_RATE = 1.0 / 64;

  /** As a logarithm. */
  private static final double MOST_ERROR = 0.4;

  /** What one slice can change a knot by, as a factor. */
  static final double MOST_CHANGE = Math.exp(MOST_ERROR * (LOCAL_RATE + GLOBAL_RATE));

  private static final double LEAST_NANOS = 1;

  private final int[] rowKnots;
  private final int[] stepKnots;

  /** When the model was loaded. */
  private final double[][] measured;

  /** Corrected, but for the scale. */
  private final double[][] nanos;

  /** How much slower the machine is now than it was then. */
  private double scale = 1;

  /**
   * @param rowKnots numbers of rows, ascending from 1
   * @param stepKnots numbers of steps, ascending
   * @param nanos of a slice, {@code [rowKnots][stepKnots]}
   */
  public CostModel(int[] rowKnots, int[] stepKnots, double[][] nanos) {
    this.rowKnots = rowKnots.clone();
    this.stepKnots = stepKnots.clone();
    this.nanos = copy(nanos);
    straighten();
    this.measured = copy(this.nanos);
  }

  /** So much a call and so much a step of a row, whatever shares it. */
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

  /** All stages together, with one row. */
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

  /** A larger slice is never cheaper: where it was measured so, the machine was disturbed. */
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

  /** The most rows that it knows about; more are never worth a try. */
  public int mostRows() {
    return rowKnots[rowKnots.length - 1];
  }

  /** What a slice of that many rows and steps is predicted to take. */
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

  /** What one row adds to a slice of that many steps, in the best company that it can have. */
  public double nanosPerRow(int steps) {
    double best = Double.MAX_VALUE;
    for (int rows : rowKnots) {
      best = Math.min(best, nanos(rows, steps) / rows);
    }
    return best;
  }

  /** A slice of that many rows and steps took so long. */
  void observe(int rows, int steps, long observedNanos) {
    if (observedNanos <= 0) {
      // A clock that did not move tells nothing.
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

  /** The knot at or before it, and never the last one, so that there is one after. */
  private static int cell(int[] knots, int value) {
    int cell = 0;
    while (cell < knots.length - 2 && knots[cell + 1] <= value) {
      cell++;
    }
    return cell;
  }

  /** How far it is from that knot to the next: 0 to 1, or beyond. */
  private static double place(int[] knots, int cell, int value) {
    return knots.length == 1
        ? 0
        : Math.max(0, (double) (value - knots[cell]) / (knots[cell + 1] - knots[cell]));
  }

  private static double clamp(double place) {
    return Math.min(1, place);
  }
}
