package dev.unroll.schedule;

/**
 * Chooses how many rows share the next slice. A pure function of what waits.
 *
 * <p>The most urgent row decides the group, and takes with it others of the group. Not all of them:
 * what waits is shared among the lanes, down to {@link #FEW}, since on a CPU the cost of a row
 * falls until about four rows share a slice and hardly after; and a slice is bounded, so that a
 * newcomer never waits long behind it.
 */
final class SliceChooser {
  static final int FEW = 4;
  static final int MOST_ROWS = 32;
  static final int MOST_STEPS = 4096;

  /** A slice of one row takes at most so many steps; of several rows, fewer. */
  static final int LONGEST_SLICE = 512;

  /** But never fewer than these, for a call of ONNX Runtime has a price of its own. */
  static final int FEWEST_STEPS = 64;

  private SliceChooser() {}

  /**
   * How many rows to take, the most urgent ones of their group.
   *
   * @param key the group's
   * @param waiting rows of the group that wait, at least one
   * @param lanes how many lanes share the work
   */
  static int rows(SliceKey key, int waiting, int lanes) {
    int share = Math.max(FEW, (waiting + lanes - 1) / lanes);
    int bound =
        key.steps() == SliceKey.ANY_STEPS
            ? MOST_ROWS
            : Math.max(1, Math.min(MOST_ROWS, MOST_STEPS / key.steps()));
    return Math.min(Math.min(waiting, share), Math.min(bound, key.stage().maxRows()));
  }

  /**
   * How many steps the slice takes of each row.
   *
   * @param key the rows' group
   * @param shortest the fewest steps that one of the rows has left
   * @param rows how many rows share the slice
   */
  static int steps(SliceKey key, int shortest, int rows) {
    return key.steps() == SliceKey.ANY_STEPS
        ? Math.min(shortest, Math.max(FEWEST_STEPS, LONGEST_SLICE / rows))
        : key.steps();
  }
}
