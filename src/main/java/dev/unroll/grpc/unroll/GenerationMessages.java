package dev.unroll.grpc.unroll;

import dev.unroll.inference.GenerationSettings;
import dev.unroll.inference.Prediction;
import dev.unroll.inference.Prediction.GeneratedText;
import dev.unroll.v1.Alternative;
import dev.unroll.v1.End;
import dev.unroll.v1.Generation;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.StopReason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Converts generation settings and outputs from and to messages. */
final class GenerationMessages {
  private GenerationMessages() {}

  /**
   * Returns a request's settings. Unsigned numbers are widened, so that errors show the client's
   * value.
   */
  static GenerationSettings settings(Generation request) {
    return new GenerationSettings(
        OptionalLong.of(Integer.toUnsignedLong(request.getMaxSteps())),
        optional(request.hasLengthPenalty(), request.getLengthPenalty()),
        request.hasStartId() ? OptionalLong.of(request.getStartId()) : OptionalLong.empty(),
        request.getStopIdsList(),
        new GenerationSettings.Sampling(
            optional(request.hasTemperature(), request.getTemperature()),
            unsigned(request.hasTopK(), request.getTopK()),
            optional(request.hasTopP(), request.getTopP()),
            request.getSeed()),
        new GenerationSettings.Beams(
            unsigned(request.hasBeamWidth(), request.getBeamWidth()),
            unsigned(request.hasNBest(), request.getNBest())),
        setting -> "generation." + setting);
  }

  private static Optional<Float> optional(boolean isSet, float value) {
    return isSet ? Optional.of(value) : Optional.empty();
  }

  private static OptionalLong unsigned(boolean isSet, int value) {
    return isSet ? OptionalLong.of(Integer.toUnsignedLong(value)) : OptionalLong.empty();
  }

  static End end(Prediction.Generated generated, ModelSelector model) {
    var best = generated.best();
    return End.newBuilder()
        .setText(best.text())
        .addAllTokenIds(ids(best))
        .setReason(reason(best))
        .setTiming(OutputMessages.timing(generated))
        .setModel(model)
        .addAllAlternatives(
            generated.alternatives().stream().map(GenerationMessages::alternative).toList())
        .build();
  }

  private static Alternative alternative(GeneratedText generated) {
    return Alternative.newBuilder()
        .setText(generated.text())
        .addAllTokenIds(ids(generated))
        .setReason(reason(generated))
        .setScore((float) generated.score())
        .setNormalisedScore((float) generated.normalisedScore())
        .setIndex(generated.place())
        .build();
  }

  private static List<Long> ids(GeneratedText generated) {
    return Arrays.stream(generated.ids()).boxed().toList();
  }

  private static StopReason reason(GeneratedText generated) {
    return switch (generated.reason()) {
      case STOP_ID -> StopReason.STOP_REASON_STOP_ID;
      case MAX_STEPS -> StopReason.STOP_REASON_MAX_STEPS;
    };
  }
}
