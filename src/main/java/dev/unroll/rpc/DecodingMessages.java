package dev.unroll.rpc;

import dev.unroll.core.Fault;
import dev.unroll.repository.GenerationDefaults;
import dev.unroll.schedule.Decoding;
import dev.unroll.v1.Generation;

/**
 * Whether an output is drawn or searched for. What a request says of one way sets aside the model's
 * defaults for the other; both ways in one request contradict each other.
 */
final class DecodingMessages {
  private DecodingMessages() {}

  /**
   * @throws Fault INVALID_ARGUMENT naming the field, its value and what is allowed
   */
  static Decoding decoding(Generation request, GenerationDefaults defaults) {
    var sampling = sampling(request, defaults);
    boolean drawn =
        request.getTemperature() > 0
            || request.getTopK() != 0
            || (request.hasTopP() && request.getTopP() < 1);
    int width =
        request.hasBeamWidth()
            ? beamWidth(request, defaults)
            : drawn ? 1 : defaults.beams().map(Decoding.Beams::width).orElse(1);
    int best = best(request, defaults, width);
    if (width == 1) {
      return sampling;
    }
    if (drawn) {
      throw contradiction(request, width);
    }
    return new Decoding.Beams(width, best);
  }

  private static Decoding.Sampling sampling(Generation request, GenerationDefaults defaults) {
    return new Decoding.Sampling(
        temperature(request, defaults),
        request.hasTopK() ? topK(request) : defaults.sampling().topK(),
        topP(request, defaults),
        request.getSeed());
  }

  private static float temperature(Generation request, GenerationDefaults defaults) {
    float asked = request.getTemperature();
    if (!Float.isFinite(asked) || asked < 0) {
      throw Fault.invalid(
          "generation.temperature", "is " + asked + "; allowed are finite numbers from 0");
    }
    return request.hasTemperature() ? asked : defaults.sampling().temperature();
  }

  private static int topK(Generation request) {
    // As an unsigned number it may be over what an int holds; so many are all.
    return request.getTopK() < 0 ? Integer.MAX_VALUE : request.getTopK();
  }

  private static float topP(Generation request, GenerationDefaults defaults) {
    float asked = request.getTopP();
    if (!request.hasTopP()) {
      return defaults.sampling().topP();
    }
    if (!(asked > 0 && asked <= 1)) {
      throw Fault.invalid("generation.top_p", "is " + asked + "; allowed is over 0, to 1");
    }
    return asked;
  }

  private static int beamWidth(Generation request, GenerationDefaults defaults) {
    int asked = request.getBeamWidth();
    if (asked < 1 || asked > defaults.mostBeams()) {
      throw Fault.invalid(
          "generation.beam_width",
          "is " + Integer.toUnsignedString(asked) + "; allowed is 1 to " + defaults.mostBeams());
    }
    return asked;
  }

  private static int best(Generation request, GenerationDefaults defaults, int width) {
    if (!request.hasNBest()) {
      return Math.min(width, defaults.beams().map(Decoding.Beams::best).orElse(1));
    }
    int asked = request.getNBest();
    if (asked < 1 || asked > width) {
      throw Fault.invalid(
          "generation.n_best",
          "is " + Integer.toUnsignedString(asked) + "; allowed is 1 to beam_width, " + width);
    }
    return asked;
  }

  private static Fault contradiction(Generation request, int width) {
    var why = "; allowed with a beam_width of " + width + " is ";
    if (request.getTemperature() > 0) {
      return Fault.invalid("generation.temperature", "is " + request.getTemperature() + why + "0");
    }
    if (request.getTopK() != 0) {
      return Fault.invalid(
          "generation.top_k", "is " + Integer.toUnsignedString(request.getTopK()) + why + "0");
    }
    return Fault.invalid("generation.top_p", "is " + request.getTopP() + why + "1");
  }
}
