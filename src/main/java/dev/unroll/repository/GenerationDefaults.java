package dev.unroll.repository;

import java.util.OptionalLong;
import java.util.Set;

/**
 * How a generator makes its output unless a request says otherwise.
 *
 * @param maxSteps the longest output, also the most that a request may ask for
 * @param temperature 0: greedy
 * @param topK 0: all
 * @param topP in (0, 1]
 * @param startId the decoder's first input; absent: requests must say
 * @param stopIds end the output
 * @param vocabularySize ids are below it
 */
public record GenerationDefaults(
    int maxSteps,
    float temperature,
    int topK,
    float topP,
    OptionalLong startId,
    Set<Long> stopIds,
    int vocabularySize) {
  public GenerationDefaults {
    stopIds = Set.copyOf(stopIds);
  }
}
