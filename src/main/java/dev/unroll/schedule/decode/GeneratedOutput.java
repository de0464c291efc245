package dev.unroll.schedule.decode;

/**
 * An output that is complete.
 *
 * @param ids without the stop id
 * @param logProbabilities log softmax(logits) of each id, before temperature
 * @param reason why it ended
 * @param score the logarithms of the probabilities of its steps, a stop id's too, together
 * @param normalisedScore what outputs of unequal length are ranked by
 */
public record GeneratedOutput(
    long[] ids, float[] logProbabilities, StopReason reason, double score, double normalisedScore) {

  /**
   * {@code score / length^lengthPenalty}.
   *
   * @param length steps, a stop id being one: at least 1
   */
  static double normalise(double score, int length, float lengthPenalty) {
    return score / Math.pow(length, lengthPenalty);
  }
}
