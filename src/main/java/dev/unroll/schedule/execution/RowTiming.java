package dev.unroll.schedule.execution;

/**
 * Where a row's time went.
 *
 * @param queueNanos waiting for a lane, all waits together
 * @param computeNanos in slices, each counted whole
 * @param steps computed for this row, of input and output
 * @param slices that this row was part of
 */
public record RowTiming(long queueNanos, long computeNanos, long steps, long slices) {
  public static final RowTiming NONE = new RowTiming(0, 0, 0, 0);

  public RowTiming plus(long queued, long computed, int moreSteps) {
    return new RowTiming(
        queueNanos + queued, computeNanos + computed, steps + moreSteps, slices + 1);
  }

  RowTiming without(int someSteps) {
    return new RowTiming(queueNanos, computeNanos, steps - someSteps, slices);
  }
}
