package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.repository.GenerationDefaults;
import dev.unroll.rpc.GenerationMessages;
import dev.unroll.schedule.GenerationOptions;
import dev.unroll.v1.Generation;

/** How to generate, from a request's parameters: those of our own protocol, by the same names. */
final class GenerationParameters {
  private static final String PREFIX = "generation.";

  private GenerationParameters() {}

  /**
   * @throws Fault INVALID_ARGUMENT naming the parameter, its value and what is allowed
   */
  static GenerationOptions options(Parameters parameters, GenerationDefaults defaults) {
    var generation = Generation.newBuilder();
    parameters.integer("max_steps").ifPresent(value -> generation.setMaxSteps(small(value)));
    parameters.number("temperature").ifPresent(value -> generation.setTemperature((float) value));
    parameters.integer("top_k").ifPresent(value -> generation.setTopK(small(value)));
    parameters.number("top_p").ifPresent(value -> generation.setTopP((float) value));
    parameters.integer("seed").ifPresent(generation::setSeed);
    parameters.integer("start_id").ifPresent(generation::setStartId);
    parameters.integer("beam_width").ifPresent(value -> generation.setBeamWidth(small(value)));
    parameters
        .number("length_penalty")
        .ifPresent(value -> generation.setLengthPenalty((float) value));
    try {
      return GenerationMessages.options(generation.build(), defaults, false);
    } catch (Fault fault) {
      throw renamed(fault);
    }
  }

  /** What is over the field's range is over what is allowed too. */
  private static int small(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private static Fault renamed(Fault fault) {
    var field = fault.field();
    return field == null || !field.startsWith(PREFIX)
        ? fault
        : Fault.invalid("parameters['" + field.substring(PREFIX.length()) + "']", fault.reason());
  }
}
