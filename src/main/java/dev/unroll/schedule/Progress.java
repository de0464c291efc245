package dev.unroll.schedule;

import dev.unroll.plan.RowMemory;
import dev.unroll.plan.Stage;

/**
 * A row's way through its plan: what it needs next, and what it makes of it. Not safe for threads:
 * it is touched by the scheduler while the row waits and by a lane while it runs.
 */
interface Progress {
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
  int likeness();

  RowMemory memory();

  /** How many steps of output it has made so far; 0 for work that answers at once. */
  int outputSteps();

  /**
   * Whether what it gives now are steps of the sequence: later stages go over the same ones again.
   */
  default boolean countsSteps() {
    return true;
  }

  /** A slice has taken that many of the row's steps. */
  default void moveOn(int steps) {}

  /**
   * Takes in what a slice has computed and tells the listener.
   *
   * @return whether the row is done; its listener has then been told so
   */
  boolean deliver(RowListener listener, RowTiming timing);
}
