package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.repository.GenerationDefaults;
import dev.unroll.rpc.GenerationMessages;
import dev.unroll.schedule.GenerationOptions;
import dev.unroll.v1.Generation;
import java.util.OptionalDouble;

/** How to generate, from a request's parameters: those of our own protocol, by the same names. */
final class GenerationParameters {
  private static final String PREFIX = "generation.";

  private GenerationParameters() {}

  /**
   * @throws Fault INVALID_ARGUMENT naming the parameter, its value and what is allowed
   */
  static GenerationOptions options(Parameters parameters, GenerationDefaults defaults) {
    var generation = Generation.newBuilder();
    whole(parameters, "max_steps").ifPresent(value -> generation.setMaxSteps((int) value));
    parameters
        .number("temperature")
        .ifPresent(value -> generation.setTemperature((float) value));
    whole(parameters, "top_k").ifPresent(value -> generation.setTopK((int) value));
    parameters.number("top_p").ifPresent(value -> generation.setTopP((float) value));
    whole(parameters, "seed").ifPresent(value -> generation.setSeed((long) value));
    whole(parameters, "start_id").ifPresent(value -> generation.setStartId((long) value));
    whole(parameters, "beam_width").ifPresent(value -> generation.setBeamWidth((int) value));
    parameters
        .number("length_penalty")
        .ifPresent(value -> generation.setLengthPenalty((float) value));
    try {
      return GenerationMessages.options(generation.build(), defaults, false);
    } catch (Fault fault) {
      throw renamed(fault);
    }
  }

  private static OptionalDouble whole(Parameters parameters, String name) {
    var value = parameters.number(name);
    if (value.isPresent() && value.getAsDouble() != Math.rint(value.getAsDouble())) {
      throw Fault.invalid(
          "parameters['" + name + "']", "is " + value.getAsDouble() + ", which is no whole number");
    }
    return value;
  }

  private static Fault renamed(Fault fault) {
    var field = fault.field();
    return field == null || !field.startsWith(PREFIX)
        ? fault
        : Fault.invalid(
            "parameters['" + field.substring(PREFIX.length()) + "']", fault.reason());
  }
}
