package dev.unroll.schedule.execution;

import dev.unroll.core.Fault;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.decode.GeneratedOutput;
import dev.unroll.schedule.decode.TokenListener;
import java.util.List;
import java.util.function.Supplier;

/**
 * Gets a row's answers. The calls for a row come one at a time, never under the scheduler's lock.
 * Exactly one of {@link #onOutputs}, {@link #onGenerated} and {@link #onFault} ends the answers;
 * after a {@link Ticket#cancel} possibly none. {@link #onGone} is always called last. A listener
 * must be quick, since its lane waits for it.
 */
public interface RowListener extends TokenListener {
  /**
   * Called with the next answered steps of a live row: the graph's outputs that have time. The
   * listener owns the arrays.
   *
   * @param firstStep the index of the first of these steps, from 0 at the row's first step
   * @param count how many steps, even if no output has time
   * @param latest supplies the outputs without time after these steps, followed by the states under
   *     the names of the states' outputs; the listener owns the arrays. Valid only during the call,
   *     since the row goes on afterwards
   */
  default void onSteps(
      long firstStep, int count, List<Output> outputs, Supplier<List<Output>> latest) {}

  /**
   * Called with the graph's outputs, followed by the row's last states if they are wanted. For a
   * live row it is called at the end, with the outputs that have no time. The listener owns the
   * arrays.
   */
  default void onOutputs(List<Output> outputs, RowTiming timing) {}

  /**
   * Called when generation has ended.
   *
   * @param best at least one output, best first; {@link #onToken} has been called for the steps of
   *     the first
   */
  default void onGenerated(List<GeneratedOutput> best, RowTiming timing) {}

  void onFault(Fault fault);

  /** Called when nothing of the row runs any more, so that its plan may be freed. */
  default void onGone() {}
}
