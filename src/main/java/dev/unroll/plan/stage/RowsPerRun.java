package dev.unroll.plan.stage;

/**
 * The number of rows that one run of a graph takes.
 *
 * @param baked the number of rows that the graph requires, or 0 for any; filler rows are copies of
 *     the last row
 * @param least the least number of rows to compute, for bit-identical answers
 * @param shared whether several rows may share a run; if not, each run has one row
 */
public record RowsPerRun(int baked, int least, boolean shared) {
  /** Any number of rows. */
  public static final RowsPerRun ANY = new RowsPerRun(0, 1, true);

  /** Returns the number of rows that the graph requires; 0 for any number. */
  public static RowsPerRun baked(int rows) {
    return new RowsPerRun(rows, 1, true);
  }

  /** Returns the same with one row per run. */
  public RowsPerRun alone() {
    return new RowsPerRun(baked, least, false);
  }

  /** Returns the same with at least that many computed rows. */
  public RowsPerRun atLeast(int rows) {
    return new RowsPerRun(baked, rows, shared);
  }

  /** Returns the most rows that may share a run. */
  int most() {
    if (!shared) {
      return 1;
    }
    return baked > 0 ? baked : Integer.MAX_VALUE;
  }

  /** Returns the number of computed rows, including filler, for a run of that many rows. */
  int computed(int rows) {
    return Math.max(rows, Math.max(baked, least));
  }
}
