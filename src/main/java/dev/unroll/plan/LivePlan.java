package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.List;
import java.util.Map;

/**
 * A plan for steps that come over time. A row's memory then holds a window: the steps that have
 * come and are not answered yet, and what the graph made of them. What the row keeps from one
 * window to the next are its hidden states.
 */
public interface LivePlan {
  /** The only one; rows of any other work on the same model share its slices. */
  Stage stage();

  /**
   * A new row's channels: no steps, and its first states.
   *
   * @param states as in {@link AnswerPlan#begin(Sequence, Map)}
   */
  RowMemory begin(Map<String, float[]> states);

  /** Bytes that the row holds, about: its states, and what goes with its window. */
  long bytes(RowMemory memory);

  /** These steps are the row's window now; it is through with those before. */
  void give(RowMemory memory, Sequence steps);

  /**
   * The outputs that have time, for some steps of the window; the arrays are the caller's.
   *
   * @param first the first step, from 0 at the window's start
   * @param last one past the last step; the row is through with it
   */
  List<Output> outputs(RowMemory memory, int first, int last);

  /** The outputs without time, as all steps so far have left them; there has been one at least. */
  List<Output> lastOutputs(RowMemory memory);

  /**
   * The outputs without time as the steps so far have left them, and after them the states, in the
   * order of {@link PlanFacts#states}; there has been a step at least. The arrays are copies: the
   * row may go on.
   */
  List<Output> latestOutputs(RowMemory memory);

  /** The window is over, and there is no next one yet: only what outlives it is kept. */
  void endWindow(RowMemory memory);
}
