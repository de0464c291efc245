package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.List;
import java.util.Map;

/**
 * A plan for steps that arrive over time. A row's memory holds a window: the steps that have
 * arrived and are not answered yet, and their outputs. The row keeps only its hidden states from
 * one window to the next.
 */
public interface LivePlan {
  /** Returns the plan's only stage. Its slices are shared with all other rows of the model. */
  Stage stage();

  /** Returns whether a slice may take some of a window's steps; if not, it takes all of them. */
  boolean isSliced();

  /**
   * Returns the memory of a new row, without steps and with its first states.
   *
   * @param states see {@link AnswerPlan#begin(Sequence, Map)}
   */
  RowMemory begin(Map<String, float[]> states);

  /** Returns approximately the bytes that the row holds for its states and its window. */
  long bytes(RowMemory memory);

  /** Sets the row's next window; the previous one must be finished. */
  void give(RowMemory memory, Sequence steps);

  /**
   * Returns the outputs for some steps of the window; the caller owns the arrays. Of a sliced plan
   * these are the outputs with an axis of steps; any other plan gives all of its outputs with each
   * window.
   *
   * @param first the first step, from 0 at the window's start
   * @param last one past the last step; these steps must have been computed
   */
  List<Output> outputs(RowMemory memory, int first, int last);

  /** Returns the outputs that {@link #outputs} lacks, as of the newest step. */
  List<Output> lastOutputs(RowMemory memory);

  /**
   * Returns the outputs that {@link #outputs} lacks, as of the newest step, then the states in the
   * order of {@link PlanFacts#states}. There must have been a step. The arrays are copies, so the
   * row may continue.
   */
  List<Output> latestOutputs(RowMemory memory);

  /**
   * Ends the window before the next one is given; only states and outputs without an axis of steps
   * are kept.
   */
  void endWindow(RowMemory memory);
}
