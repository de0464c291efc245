package dev.unroll.schedule.decode;

import org.jspecify.annotations.Nullable;

/**
 * A prefix of an output: its newest step and the prefix before it, which other nodes may share.
 *
 * @param before the prefix without the newest step; null if there is only one step
 * @param token the newest step
 * @param logProbability of that step
 * @param score the sum of the log-probabilities of all steps
 * @param length the number of steps
 */
record BeamNode(
    @Nullable BeamNode before, long token, double logProbability, double score, int length) {
  /** Returns the output that ends here. A stop id as the newest step is not part of it. */
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
    return new GeneratedOutput(0, ids, logProbabilities, reason, score, normalised);
  }
}
