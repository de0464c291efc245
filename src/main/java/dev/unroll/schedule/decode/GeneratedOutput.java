package dev.unroll.schedule.decode;

/**
 * A complete output.
 *
 * @param place the index of a given output in its request; 0 for an output that was chosen
 * @param ids without the stop id
 * @param logProbabilities log softmax(logits) of each id, without the temperature
 * @param reason why it ended
 * @param score the sum of the log-probabilities of its steps, including a stop id
 * @param normalisedScore the score by which outputs of unequal length are ranked
 */
public record GeneratedOutput(
    int place,
    long[] ids,
    float[] logProbabilities,
    StopReason reason,
    double score,
    double normalisedScore) {

  /**
   * Returns {@code score / length^lengthPenalty}.
   *
   * @param length the number of steps, including a stop id; at least 1
   */
  static double normalise(double score, int length, float lengthPenalty) {
    return score / Math.pow(length, lengthPenalty);
  }

  /** Gives a listener all steps, and returns their number. */
  int tell(TokenListener listener) {
    for (int step = 0; step < ids.length; step++) {
      listener.onToken(step, ids[step], logProbabilities[step]);
    }
    return ids.length;
  }
}
