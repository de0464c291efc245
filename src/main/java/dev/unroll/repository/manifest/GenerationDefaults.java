package dev.unroll.repository.manifest;

import dev.unroll.schedule.decode.Decoding;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a generator makes its output unless a request says otherwise.
 *
 * @param maxSteps the longest output, also the most that a request may ask for
 * @param sampling how one output is made step by step
 * @param beams where they are the default, before {@code sampling}
 * @param mostBeams the most that a request may ask for
 * @param lengthPenalty from 0 to {@link #MOST_LENGTH_PENALTY}
 * @param startId the decoder's first input; absent: requests must say
 * @param stopIds end the output
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
  /** How long a generated output may be where the manifest does not say. */
  public static final int USUAL_MAX_STEPS = 128;

  /** Outputs are ranked by their mean score: longer ones are no worse for being longer. */
  public static final float USUAL_LENGTH_PENALTY = 1;

  /** A power of lengths that leaves room for scores in a number. */
  public static final int MOST_LENGTH_PENALTY = 10;

  public GenerationDefaults {
    stopIds = Set.copyOf(stopIds);
  }
}
