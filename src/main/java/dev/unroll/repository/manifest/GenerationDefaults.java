package dev.unroll.repository.manifest;

import dev.unroll.schedule.decode.Decoding;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A generator's defaults and limits for its output.
 *
 * @param maxSteps the longest output, also the most that a request may ask for
 * @param sampling the default for one output
 * @param beams the default for beam search; if present it is used instead of {@code sampling}
 * @param mostBeams the most that a request may ask for
 * @param lengthPenalty from 0 to {@link #MOST_LENGTH_PENALTY}
 * @param startId the decoder's first input; if absent, each request must give it
 * @param stopIds ids that end the output
 * @param vocabularySize ids are below it
 */
public record GenerationDefaults(
    int maxSteps,
    Decoding.Sampling sampling,
    Optional<Decoding.Beams> beams,
    int mostBeams,
    float lengthPenalty,
    OptionalLong startId,
    Set<Long> stopIds,
    int vocabularySize) {
  /** The longest output if the manifest does not set it. */
  public static final int USUAL_MAX_STEPS = 128;

  /** Ranks outputs by their mean score, which neither favours nor penalises long ones. */
  public static final float USUAL_LENGTH_PENALTY = 1;

  /** The limit keeps {@code length^lengthPenalty} in the range of numbers. */
  public static final int MOST_LENGTH_PENALTY = 10;

  public GenerationDefaults {
    stopIds = Set.copyOf(stopIds);
  }
}
