package dev.unroll.schedule.decode;

import java.util.Set;

/**
 * How an output is made.
 *
 * @param decoding how its steps are chosen
 * @param maxSteps at least 1
 * @param lengthPenalty outputs of unequal length are ranked by {@code score /
 *     length^lengthPenalty}; at least 0
 * @param startId the decoder's first input
 * @param stopIds end the output and are no part of it
 * @param scored whether anybody wants to know how likely steps and outputs are; for one that is
 *     greedy, finding out costs much more than choosing
 */
public record GenerationOptions(
    Decoding decoding,
    int maxSteps,
    float lengthPenalty,
    long startId,
    Set<Long> stopIds,
    boolean scored) {
  public GenerationOptions {
    stopIds = Set.copyOf(stopIds);
  }
}
