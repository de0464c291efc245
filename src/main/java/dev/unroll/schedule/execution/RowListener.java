package dev.unroll.schedule.execution;

import dev.unroll.core.Fault;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.decode.GeneratedOutput;
import dev.unroll.schedule.decode.TokenListener;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where a row's answers go. Calls come one at a time for a row, never under a lock of the
 * scheduler. Exactly one of {@link #onOutputs}, {@link #onGenerated} and {@link #onFault} ends the
 * answers; after a {@link Ticket#cancel} perhaps none. {@link #onGone} comes last, always. A
 * listener must be quick: its lane waits for it.
 */
public interface RowListener extends TokenListener {
  /**
   * The outputs of some more steps of a live row, those of the graph's outputs that have time; the
   * arrays are the listener's to keep.
   *
   * @param firstStep from 0 at the row's first step
   * @param count how many steps, also where no output has time
   * @param latest the outputs without time as the steps so far have left them, and after them the
   *     states, under the names of the states' outputs; arrays are the listener's to keep. To be
   *     asked during the call only: the row goes on after it
   */
  default void onSteps(
      long firstStep, int count, List<Output> outputs, Supplier<List<Output>> latest) {}

  /**
   * The graph's outputs, and the row's last states after them where they are wanted; the arrays are
   * the listener's to keep. Of a live row, at its end, those without time.
   */
  default void onOutputs(List<Output> outputs, RowTiming timing) {}

  /**
   * Generation has ended.
   *
   * @param best at least one, best first; the steps of the first have been told
   */
  default void onGenerated(List<GeneratedOutput> best, RowTiming timing) {}

  void onFault(Fault fault);

  /** Nothing of the row runs any more or ever will: what its plan holds may be freed. */
  default void onGone() {}
}
