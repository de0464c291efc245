package dev.unroll.schedule;

/**
 * How many rows a model has in the scheduler.
 *
 * @param ready waiting for a slice
 * @param running in a slice
 * @param idle waiting for more input
 */
public record RowCounts(int ready, int running, int idle) {
  public static final RowCounts NONE = new RowCounts(0, 0, 0);

  public RowCounts plus(RowCounts other) {
    return new RowCounts(ready + other.ready, running + other.running, idle + other.idle);
  }

  boolean isBusy() {
    return ready + running > 0;
  }

  RowCounts plus(Row.State state, int more) {
    return switch (state) {
      case WAITING -> new RowCounts(ready + more, running, idle);
      case RUNNING -> new RowCounts(ready, running + more, idle);
      case IDLE -> new RowCounts(ready, running, idle + more);
      case OUTSIDE -> this;
    };
  }
}
