package dev.unroll.openinference;

import dev.unroll.inference.GenerationSettings;
import dev.unroll.openinference.tensor.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads generation settings from a request's parameters, under the names that unroll.v1 uses. */
final class GenerationParameters {
  private GenerationParameters() {}

  static GenerationSettings settings(Parameters parameters) {
    return new GenerationSettings(
        parameters.integer("max_steps"),
        single(parameters.number("length_penalty")),
        parameters.integer("start_id"),
        List.of(),
        new GenerationSettings.Sampling(
            single(parameters.number("temperature")),
            parameters.integer("top_k"),
            single(parameters.number("top_p")),
            parameters.integer("seed").orElse(0)),
        new GenerationSettings.Beams(parameters.integer("beam_width"), OptionalLong.empty()),
        setting -> "parameters['" + setting + "']");
  }

  private static Optional<Float> single(OptionalDouble number) {
    return number.isPresent() ? Optional.of((float) number.getAsDouble()) : Optional.empty();
  }
}
