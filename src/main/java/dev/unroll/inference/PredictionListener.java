package dev.unroll.inference;

import java.util.List;

/**
 * Where the predictions of a call go. Calls come one at a time, on whatever thread, under no lock;
 * exactly one of the last two ends them, unless the call was cancelled. It must be quick: the
 * engine waits for it.
 */
public interface PredictionListener {
  /** A step more of generated output, of a call of one sequence. */
  default void onToken(GeneratedToken token) {}

  /**
   * All are done. If this throws, {@link #onFailure} is told what.
   *
   * @param predictions one for each sequence, in the call's order
   */
  void onPredictions(List<Prediction> predictions);

  /** One has failed, and the others are not computed any more. */
  void onFailure(Throwable why);
}
