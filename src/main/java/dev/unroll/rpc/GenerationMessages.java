package dev.unroll.rpc;

import dev.unroll.core.Fault;
import dev.unroll.repository.GenerationDefaults;
import dev.unroll.schedule.GenerationOptions;
import dev.unroll.v1.Generation;
import java.util.HashSet;
import java.util.Set;

/** How to generate: what the request says, and what the model does where it says nothing. */
final class GenerationMessages {
  private GenerationMessages() {}

  /**
   * @throws Fault INVALID_ARGUMENT naming the field, its value and what is allowed
   */
  static GenerationOptions options(Generation request, GenerationDefaults defaults) {
    return new GenerationOptions(
        maxSteps(request, defaults),
        temperature(request, defaults),
        request.hasTopK() ? topK(request) : defaults.topK(),
        topP(request, defaults),
        request.getSeed(),
        startId(request, defaults),
        request.getStopIdsCount() == 0 ? defaults.stopIds() : stopIds(request, defaults));
  }

  private static int maxSteps(Generation request, GenerationDefaults defaults) {
    int asked = request.getMaxSteps();
    if (asked < 0 || asked > defaults.maxSteps()) {
      throw Fault.invalid(
          "generation.max_steps",
          "is " + Integer.toUnsignedString(asked) + "; allowed is 1 to " + defaults.maxSteps());
    }
    return asked == 0 ? defaults.maxSteps() : asked;
  }

  private static float temperature(Generation request, GenerationDefaults defaults) {
    float asked = request.getTemperature();
    if (!Float.isFinite(asked) || asked < 0) {
      throw Fault.invalid(
          "generation.temperature", "is " + asked + "; allowed are finite numbers from 0");
    }
    return request.hasTemperature() ? asked : defaults.temperature();
  }

  private static int topK(Generation request) {
    // As an unsigned number it may be over what an int holds; so many are all.
    return request.getTopK() < 0 ? Integer.MAX_VALUE : request.getTopK();
  }

  private static float topP(Generation request, GenerationDefaults defaults) {
    float asked = request.getTopP();
    if (!request.hasTopP()) {
      return defaults.topP();
    }
    if (!(asked > 0 && asked <= 1)) {
      throw Fault.invalid("generation.top_p", "is " + asked + "; allowed is over 0, to 1");
    }
    return asked;
  }

  private static long startId(Generation request, GenerationDefaults defaults) {
    if (request.hasStartId()) {
      return known("generation.start_id", request.getStartId(), defaults);
    }
    return defaults
        .startId()
        .orElseThrow(() ->
            Fault.invalid(
                "generation.start_id", "is missing, and the model's manifest names none"));
  }

  private static Set<Long> stopIds(Generation request, GenerationDefaults defaults) {
    var stopIds = new HashSet<Long>();
    for (int place = 0; place < request.getStopIdsCount(); place++) {
      stopIds.add(known("generation.stop_ids[" + place + "]", request.getStopIds(place), defaults));
    }
    return stopIds;
  }

  private static long known(String field, long id, GenerationDefaults defaults) {
    if (id < 0 || id >= defaults.vocabularySize()) {
      throw Fault.invalid(
          field, "is " + id + "; the model gives ids from 0 to " + (defaults.vocabularySize() - 1));
    }
    return id;
  }
}
