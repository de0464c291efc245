package dev.unroll.client;

import dev.unroll.v1.Generation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model that makes its output step by step chooses; what is null is the model's to say.
 *
 * @param maxSteps at most this many steps
 * @param temperature 0 for always the likeliest; the higher, the wilder
 * @param topK draw among the k likeliest
 * @param topP draw among the likeliest that together have this probability
 * @param seed equal seeds give equal output
 * @param beamWidth search with so many beams
 * @param lengthPenalty rank outputs by {@code score / length^lengthPenalty}
 * @param best how many outputs are wanted
 * @param startId the id that starts the output
 * @param stopIds the ids that end it; empty for the model's
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

  /** The model's own ways. */
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
