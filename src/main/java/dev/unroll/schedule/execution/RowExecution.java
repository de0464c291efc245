package dev.unroll.schedule.execution;

import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.CostModel;
import java.util.List;

/**
 * The execution of a row through its plan: the slice that it needs next, and what it does with the
 * results. Not thread-safe: the scheduler uses it under its lock while the row waits, and the row's
 * lane while the row runs.
 */
public interface RowExecution {
  /** Returns the stage of the next slice. */
  Stage stage();

  /**
   * Returns how many steps of that stage the row has left. The next slice takes all of them, or
   * some if the row is sliced.
   */
  int steps();

  /** Whether a slice may take only some of the steps. */
  default boolean isSliced() {
    return false;
  }

  /**
   * Returns the steps of the input that a decoder attends to, or 0. Only rows with equal values can
   * share a slice.
   */
  int attendedSteps();

  /** Returns the cost model of the stage of the next slice. */
  CostModel cost();

  /** Returns the predicted lane time that the row still needs, in nanoseconds. */
  double nanosLeft();

  /** Returns the memory that the row holds, in bytes. */
  long bytes();

  /** Returns the memories for the row's next slice: one, or one for each beam. */
  List<RowMemory> memories();

  /**
   * Returns how many steps of output the row has generated so far; always 0 for work that does not
   * generate.
   */
  int outputSteps();

  /**
   * Whether the current stage's steps count in the row's timing. Later stages run over the same
   * steps, which must not be counted twice.
   */
  default boolean countsSteps() {
    return true;
  }

  /**
   * Takes in new input. Called under the scheduler's lock, never while the row is in a slice. A row
   * that has no steps afterwards is idle until it is woken.
   */
  default void receive() {}

  /** Whether no more input will arrive. A row that has no steps left is done then. */
  default boolean isEnded() {
    return false;
  }

  /** Delivers the end of a row that {@link #isEnded} while it was in no slice. */
  default void finish(RowListener listener, RowTiming timing) {
    throw new IllegalStateException("a row that ends without a slice");
  }

  /** Updates the model's costs by a row that is done. Called under the scheduler's lock. */
  default void learn() {}

  /** Advances the row by that many steps, after a slice. */
  default void moveOn(int steps) {}

  /**
   * Delivers the results of a slice to the listener.
   *
   * @return whether the row is done; then the listener has its end
   */
  boolean deliver(RowListener listener, RowTiming timing);
}
