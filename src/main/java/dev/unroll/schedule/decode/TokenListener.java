package dev.unroll.schedule.decode;

/** Hears each step of generated output as soon as it is decided. */
public interface TokenListener {
  /**
   * A step of generated output has been decided: of a beam search, at the end.
   *
   * @param step from 0
   * @param logProbability log softmax(logits)[token], before temperature; NaN unless {@link
   *     GenerationOptions#scored}
   */
  default void onToken(int step, long token, float logProbability) {}
}
