package dev.unroll.schedule.decode;

import org.jspecify.annotations.Nullable;

/**
 * A beginning of an output: its newest step, and the beginning before it, from which others may go
 * on too.
 *
 * @param before all but the newest step; null: there is no other
 * @param token the newest step
 * @param logProbability of that step
 * @param score the logarithms of the probabilities of all steps together
 * @param length how many steps there are
 */
record BeamNode(
    @Nullable BeamNode before, long token, double logProbability, double score, int length) {
  /** The output that ends here: with the newest step, or, if that is a stop id, without it. */
  GeneratedOutput end(StopReason reason, float lengthPenalty) {
    var last = reason == StopReason.STOP_ID ? before : this;
    int steps = last == null ? 0 : last.length();
    var ids = new long[steps];
    var logProbabilities = new float[steps];
    for (var step = last; step != null; step = step.before()) {
      ids[step.length() - 1] = step.token();
      logProbabilities[step.length() - 1] = (float) step.logProbability();
    }
    double normalised = GeneratedOutput.normalise(score, length, lengthPenalty);
    return new GeneratedOutput(ids, logProbabilities, reason, score, normalised);
  }
}
