package dev.unroll.schedule.decode;

/** Gets each step of generated output as soon as it is decided. */
public interface TokenListener {
  /**
   * Called when a step of generated output is decided; in a beam search, at the end.
   *
   * @param step from 0
   * @param logProbability log softmax(logits)[token], without the temperature; NaN unless {@link
   *     GenerationOptions#scored}
   */
  default void onToken(int step, long token, float logProbability) {}
}
