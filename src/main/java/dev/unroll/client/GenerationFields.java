package dev.unroll.client;

import dev.unroll.v1.Generation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model chooses its generated output. The model's default applies to each field that is null.
 *
 * @param maxSteps the largest number of steps
 * @param temperature 0 for the most likely step; a higher value is more random
 * @param topK sample from the k most likely steps
 * @param topP sample from the most likely steps that together have this probability
 * @param seed equal seeds give equal output
 * @param beamWidth the number of beams of a beam search
 * @param lengthPenalty rank outputs by {@code score / length^lengthPenalty}
 * @param best how many outputs to return
 * @param startId the id that starts the output
 * @param stopIds the ids that end it; empty for those of the model
 */
public record GenerationFields(
    @Nullable Integer maxSteps,
    @Nullable Float temperature,
    @Nullable Integer topK,
    @Nullable Float topP,
    @Nullable Long seed,
    @Nullable Integer beamWidth,
    @Nullable Float lengthPenalty,
    @Nullable Integer best,
    @Nullable Long startId,
    List<Long> stopIds) {

  /** The model's own defaults. */
  public static final GenerationFields DEFAULT =
      new GenerationFields(null, null, null, null, null, null, null, null, null, List.of());

  public GenerationFields {
    stopIds = List.copyOf(stopIds);
  }

  Generation toMessage() {
    var message = Generation.newBuilder().addAllStopIds(stopIds);
    if (maxSteps != null) {
      message.setMaxSteps(maxSteps);
    }
    if (temperature != null) {
      message.setTemperature(temperature);
    }
    if (topK != null) {
      message.setTopK(topK);
    }
    if (topP != null) {
      message.setTopP(topP);
    }
    if (seed != null) {
      message.setSeed(seed);
    }
    if (beamWidth != null) {
      message.setBeamWidth(beamWidth);
    }
    if (lengthPenalty != null) {
      message.setLengthPenalty(lengthPenalty);
    }
    if (best != null) {
      message.setNBest(best);
    }
    if (startId != null) {
      message.setStartId(startId);
    }
    return message.build();
  }
}
