package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import java.util.List;

/**
 * What the scheduler tells about its work. Watch {@link #queued}: when its upper quantiles grow,
 * there is more work than lanes; and {@link #rejected}, which should not happen at all.
 */
public interface ScheduleMeter {
  /** Why rows are refused. */
  List<String> REFUSALS = List.of("rows", "bytes", "backlog", "deadline");

  /** Tells nobody. */
  ScheduleMeter NOOP = new ScheduleMeter() {};

  /** A row waited so long for a slice. */
  default void queued(ModelKey model, long nanos) {}

  /**
   * A slice ran.
   *
   * @param rows that it was for; where a row has beams, all of them
   * @param fillerRows rows computed beyond those asked for, since the graph insists on a number
   * @param lostRows of {@code rows}, those whose caller left while it ran
   */
  default void sliceRan(
      ModelKey model,
      String stage,
      int rows,
      int fillerRows,
      int lostRows,
      int steps,
      long nanos) {}

  /** A row left before its answer, for that reason: "cancelled", "expired" or "stopped". */
  default void left(ModelKey model, String reason) {}

  /**
   * How well a slice's time was predicted.
   *
   * @param ratio what was predicted, divided by what it took
   */
  default void slicePredicted(ModelKey model, String stage, double ratio) {}

  /** A row's first step of output came so long after its arrival. */
  default void firstStep(ModelKey model, long nanos) {}

  /** A row's next step of output came so long after the one before. */
  default void stepGap(ModelKey model, long nanos) {}

  /** What became of a row that was drawn to be run again. */
  default void verified(ModelKey model, Verdict verdict) {}

  /** A version's plan was found wrong: its rows run alone from now on. Told once a version. */
  default void demoted(ModelKey model) {}

  /** A row was refused, for one of {@link #REFUSALS}. */
  default void rejected(String reason) {}
}
