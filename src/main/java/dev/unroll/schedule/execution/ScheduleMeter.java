package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import java.util.List;

/**
 * Metrics of the scheduler. Two matter most: when the upper quantiles of {@link #queued} grow,
 * there is more work than the lanes can do; and {@link #rejected} should stay at 0.
 */
public interface ScheduleMeter {
  /** The reasons for refusals. */
  List<String> REFUSALS = List.of("rows", "bytes", "backlog", "deadline");

  /** The reasons for ending a run. */
  List<String> ENDINGS = List.of("overran", "left");

  /** Does nothing. */
  ScheduleMeter NOOP = new ScheduleMeter() {};

  /** A row waited for a slice for that long. */
  default void queued(ModelKey model, long nanos) {}

  /**
   * A slice ran.
   *
   * @param rows how many rows it had, each beam counted as one
   * @param fillerRows rows computed in addition, since the graph has a fixed batch size
   * @param lostRows how many of {@code rows} were cancelled while it ran
   */
  default void sliceRan(
      ModelKey model,
      String stage,
      int rows,
      int fillerRows,
      int lostRows,
      int steps,
      long nanos) {}

  /** A row left before its answer; the reason is "cancelled", "expired" or "stopped". */
  default void left(ModelKey model, String reason) {}

  /**
   * A slice's time was compared with its prediction.
   *
   * @param ratio the predicted time divided by the real time
   */
  default void slicePredicted(ModelKey model, String stage, double ratio) {}

  /** A row's first step of output came that long after its arrival. */
  default void firstStep(ModelKey model, long nanos) {}

  /** A row's next step of output came that long after the one before. */
  default void stepGap(ModelKey model, long nanos) {}

  /** The verification of a drawn row has ended. */
  default void verified(ModelKey model, Verdict verdict) {}

  /** A version's plan was found wrong, so its rows run alone from now on. Called once a version. */
  default void demoted(ModelKey model) {}

  /**
   * A run was ended; the reason is one of {@link #ENDINGS}: it took too long, or all its rows had
   * left.
   */
  default void runTerminated(ModelKey model, String reason) {}

  /** A row was refused; the reason is one of {@link #REFUSALS}. */
  default void rejected(String reason) {}
}
