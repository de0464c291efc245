package dev.unroll.plan.stage;

/**
 * How many rows one run of a graph takes.
 *
 * @param baked the number that the graph insists on, or 0; spare places hold copies of the last row
 * @param least rows that are computed at least, for answers that are the same to the bit
 * @param shared whether several rows may share a run; if not, a run is one row's alone
 */
public record RowsPerRun(int baked, int least, boolean shared) {
  /** Any number of rows. */
  public static final RowsPerRun ANY = new RowsPerRun(0, 1, true);

  /** As many as the graph insists on; 0: any number. */
  public static RowsPerRun baked(int rows) {
    return new RowsPerRun(rows, 1, true);
  }

  /** The same, one row a run. */
  public RowsPerRun alone() {
    return new RowsPerRun(baked, least, false);
  }

  /** The same, computing at least that many. */
  public RowsPerRun atLeast(int rows) {
    return new RowsPerRun(baked, rows, shared);
  }

  /** The most rows that a run may have. */
  int most() {
    if (!shared) {
      return 1;
    }
    return baked > 0 ? baked : Integer.MAX_VALUE;
  }

  /** Rows that are computed for a run of that many. */
  int computed(int rows) {
    return Math.max(rows, Math.max(baked, least));
  }
}
