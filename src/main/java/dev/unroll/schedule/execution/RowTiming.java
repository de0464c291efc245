package dev.unroll.schedule.execution;

/**
 * Where a row's time went.
 *
 * @param queueNanos the total time that it waited for a lane
 * @param computeNanos the total time of its slices, each counted in full
 * @param steps the steps of input and output that were computed for it
 * @param slices the number of its slices
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
