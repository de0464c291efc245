package dev.unroll.schedule.decode;

import java.util.Set;

/**
 * How an output is generated.
 *
 * @param decoding the decoding method
 * @param maxSteps the most steps of output, at least 1
 * @param lengthPenalty outputs of unequal length are ranked by {@code score /
 *     length^lengthPenalty}; at least 0
 * @param startId the decoder's first input
 * @param stopIds ids that end the output and are not part of it
 * @param scored whether log-probabilities and scores are wanted; in greedy decoding computing them
 *     costs much more than the choice itself
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

  /** Returns the stop ids below the vocabulary size, in ascending order. */
  int[] stopIdsBelow(int vocabularySize) {
    return stopIds.stream()
        .filter(id -> id >= 0 && id < vocabularySize)
        .mapToInt(Math::toIntExact)
        .sorted()
        .toArray();
  }
}
