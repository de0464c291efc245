package dev.unroll.schedule.execution;

import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.CostModel;
import java.util.List;

/**
 * A row's way through its plan: what it needs next, and what it makes of it. Not safe for threads:
 * it is touched by the scheduler while the row waits and by a lane while it runs.
 */
public interface RowExecution {
  /** The stage that comes next. */
  Stage stage();

  /**
   * How many steps the row has to give to that stage; its next slice takes all, or some if it is
   * sliced.
   */
  int steps();

  /** Whether a slice may take some of the steps. */
  default boolean isSliced() {
    return false;
  }

  /**
   * Only rows that are alike in this share a slice: the length of what a decoder looks back at,
   * say.
   */
  int attendedSteps();

  /** What slices of that stage take. */
  CostModel cost();

  /** What the row has still to take from the lanes, as far as that can be told. */
  double nanosLeft();

  /** What the row holds in memory while it is in. */
  long bytes();

  /** What takes part in the row's next slice: one memory, or as many as it has beams. */
  List<RowMemory> memories();

  /** How many steps of output it has made so far; 0 for work that answers at once. */
  int outputSteps();

  /**
   * Whether what it gives now are steps of the sequence: later stages go over the same ones again.
   */
  default boolean countsSteps() {
    return true;
  }

  /**
   * Takes in what has come from outside since. Called under the scheduler's lock, never while the
   * row is in a slice. A row that then has no steps to give is idle until it is woken.
   */
  default void receive() {}

  /** Whether nothing more will come from outside: a row without steps to give is done then. */
  default boolean isEnded() {
    return false;
  }

  /** Tells the listener of the end of a row that {@link #isEnded} while it was not in a slice. */
  default void finish(RowListener listener, RowTiming timing) {
    throw new IllegalStateException("a row that ends without a slice");
  }

  /** It is done; what that tells about its model is kept. Called under the scheduler's lock. */
  default void learn() {}

  /** A slice has taken that many of the row's steps. */
  default void moveOn(int steps) {}

  /**
   * Takes in what a slice has computed and tells the listener.
   *
   * @return whether the row is done; its listener has then been told so
   */
  boolean deliver(RowListener listener, RowTiming timing);
}
