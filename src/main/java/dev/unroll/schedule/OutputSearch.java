package dev.unroll.schedule;

import dev.unroll.plan.RowMemory;
import java.util.List;

/** How a row that generates finds its output, once its encoder has run. */
interface OutputSearch {
  /** What takes part in the next slice of the decoder, each of them fed. */
  List<RowMemory> memories();

  /** How many steps of output the listener was told of. */
  int toldSteps();

  /**
   * Takes in the logits of a slice; what comes next is fed.
   *
   * @return whether the output is complete; the listener has then been told so
   */
  boolean advance(RowListener listener, RowTiming timing);
}
