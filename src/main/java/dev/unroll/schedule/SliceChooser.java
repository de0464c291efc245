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
    int bound = Math.max(1, Math.min(MOST_ROWS, MOST_STEPS / key.steps()));
    return Math.min(Math.min(waiting, share), Math.min(bound, key.stage().maxRows()));
  }
}
