package dev.unroll.cli;

import dev.unroll.client.GenerationFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a model that makes its output step by step; what is not given is the model's. */
final class GenerationFlags {
  @Option(names = "--max-steps", paramLabel = "N", description = "At most N steps of output.")
  private @Nullable Integer maxSteps;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0: always the likeliest step. Over 0: draw; the higher, the wilder.")
  private @Nullable Float temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw among the likeliest steps that together have this probability.")
  private @Nullable Float topP;

  @Option(
      names = "--sample-top-k",
      paramLabel = "K",
      description = "Draw among the K likeliest steps.")
  private @Nullable Integer sampleTopK;

  @Option(names = "--seed", paramLabel = "N", description = "Equal seeds give equal output.")
  private @Nullable Long seed;

  @Option(
      names = "--beam-width",
      paramLabel = "N",
      description = "Search with N beams for the likeliest output; 1: no search.")
  private @Nullable Integer beamWidth;

  @Option(
      names = "--length-penalty",
      paramLabel = "P",
      description = "Rank outputs by score / length^P; the higher, the longer.")
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
