package dev.unroll.inference;

import java.util.List;

/**
 * Gets the predictions of a call. Its methods are called one at a time, on any thread, under no
 * lock. Exactly one of {@link #onPredictions} and {@link #onFailure} comes last, unless the call
 * was cancelled. A listener must be quick, since a lane waits for it.
 */
public interface PredictionListener {
  /** Called with each step of generated output; only for a call of one sequence. */
  default void onToken(GeneratedToken token) {}

  /**
   * Called when all sequences are done. If this throws, {@link #onFailure} gets the exception.
   *
   * @param predictions one for each sequence, in the call's order
   */
  void onPredictions(List<Prediction> predictions);

  /** Called when a sequence has failed; the others are cancelled. */
  void onFailure(Throwable why);
}
