package dev.unroll.schedule;

import dev.unroll.core.ModelKey;

/**
 * What the scheduler tells about its work. Watch {@link #queued}: when its upper quantiles grow,
 * there is more work than lanes; and {@link #rejected}, which should not happen at all.
 */
public interface ScheduleMeter {
  /** Tells nobody. */
  ScheduleMeter NOOP = new ScheduleMeter() {};

  /** A row waited so long for a slice. */
  default void queued(ModelKey model, long nanos) {}

  /**
   * A slice ran.
   *
   * @param fillerRows rows computed beyond those asked for, since the graph insists on a number
   */
  default void sliceRan(
      ModelKey model, String stage, int rows, int fillerRows, int steps, long nanos) {}

  /** A row's first step of output came so long after its arrival. */
  default void firstStep(ModelKey model, long nanos) {}

  /** A row's next step of output came so long after the one before. */
  default void stepGap(ModelKey model, long nanos) {}

  /** A row was refused, for that reason. */
  default void rejected(String reason) {}
}
