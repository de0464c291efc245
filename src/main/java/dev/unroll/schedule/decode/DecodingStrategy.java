package dev.unroll.schedule.decode;

import dev.unroll.plan.stage.RowMemory;
import java.util.List;

/** How a row that generates finds its output, once its encoder has run. */
public interface DecodingStrategy {
  /** What takes part in the next slice of the decoder, each of them fed. */
  List<RowMemory> memories();

  /** How many steps of output the listener was told of. */
  int toldSteps();

  /**
   * Takes in the logits of a slice; what comes next is fed.
   *
   * @param listener told of the steps that are decided by it
   * @return the outputs once they are complete, best first: at least one, whose steps the listener
   *     has been told of; empty before that
   */
  List<GeneratedOutput> advance(TokenListener listener);
}
