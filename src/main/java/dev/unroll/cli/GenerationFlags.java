package dev.unroll.cli;

import dev.unroll.client.GenerationFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for generation. The model's default applies to each that is not given. */
final class GenerationFlags {
  @Option(names = "--max-steps", paramLabel = "N", description = "At most N steps of output.")
  private @Nullable Integer maxSteps;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0: the most likely step. Over 0: sample; a higher value is more random.")
  private @Nullable Float temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Sample from the most likely steps that together have this probability.")
  private @Nullable Float topP;

  @Option(
      names = "--sample-top-k",
      paramLabel = "K",
      description = "Sample from the K most likely steps.")
  private @Nullable Integer sampleTopK;

  @Option(names = "--seed", paramLabel = "N", description = "Equal seeds give equal output.")
  private @Nullable Long seed;

  @Option(
      names = "--beam-width",
      paramLabel = "N",
      description = "Beam search with N beams; 1 means no search.")
  private @Nullable Integer beamWidth;

  @Option(
      names = "--length-penalty",
      paramLabel = "P",
      description = "Rank outputs by score / length^P; a higher P prefers longer outputs.")
  private @Nullable Float lengthPenalty;

  @Option(
      names = "--n-best",
      paramLabel = "N",
      description = "Show the N best outputs with their scores.")
  private @Nullable Integer best;

  @Option(names = "--start-id", paramLabel = "ID", description = "The id that starts the output.")
  private @Nullable Long startId;

  @Option(
      names = "--stop-ids",
      paramLabel = "ID",
      split = ",",
      description = "The ids that end the output.")
  private List<Long> stopIds = new ArrayList<>();

  GenerationFields toSettings() {
    return new GenerationFields(
        maxSteps,
        temperature,
        sampleTopK,
        topP,
        seed,
        beamWidth,
        lengthPenalty,
        best,
        startId,
        stopIds);
  }
}
