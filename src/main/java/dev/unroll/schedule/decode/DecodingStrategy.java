package dev.unroll.schedule.decode;

import dev.unroll.plan.stage.RowMemory;
import java.util.List;
import java.util.OptionalLong;

/** Decodes the output of a generator's row after its encoder has run. */
public interface DecodingStrategy {
  /** Returns the memories for the next slice of the decoder, with their next token set. */
  List<RowMemory> memories();

  /** Returns how many steps of output the listener has been given. */
  int toldSteps();

  /**
   * Returns how many runs of the decoder are left, each of one memory; empty if that depends on
   * what the decoder chooses.
   */
  default OptionalLong knownRunsLeft() {
    return OptionalLong.empty();
  }

  /**
   * Reads the logits of a slice and sets the next tokens.
   *
   * @param listener gets the steps that are decided now
   * @return the outputs once they are complete, best first; at least one, and the listener has been
   *     given the steps of the first. Empty until then
   */
  List<GeneratedOutput> advance(TokenListener listener);
}
