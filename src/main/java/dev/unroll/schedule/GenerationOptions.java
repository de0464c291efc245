package dev.unroll.schedule;

import java.util.Set;

/**
 * How the next step is chosen.
 *
 * @param maxSteps at least 1
 * @param temperature 0: always the likeliest; else softmax(logits / temperature) is drawn from
 * @param topK only the k likeliest are drawn from; 0: all
 * @param topP only the likeliest that together have this probability are drawn from; in (0, 1]
 * @param seed equal seeds give equal draws
 * @param startId the decoder's first input
 * @param stopIds end the output and are no part of it
 */
public record GenerationOptions(
    int maxSteps,
    float temperature,
    int topK,
    float topP,
    long seed,
    long startId,
    Set<Long> stopIds) {
  public GenerationOptions {
    stopIds = Set.copyOf(stopIds);
  }
}
