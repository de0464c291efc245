package dev.unroll.rpc;

import dev.unroll.core.Fault;
import dev.unroll.repository.GenerationDefaults;
import dev.unroll.schedule.GenerationOptions;
import dev.unroll.v1.Generation;
import java.util.HashSet;
import java.util.Set;

/** How to generate: what the request says, and what the model does where it says nothing. */
public final class GenerationMessages {
  private GenerationMessages() {}

  /**
   * All of it for one output.
   *
   * @param scored as in {@link GenerationOptions}
   * @throws Fault INVALID_ARGUMENT naming the field, its value and what is allowed
   */
  public static GenerationOptions options(
      Generation request, GenerationDefaults defaults, boolean scored) {
    return new GenerationOptions(
        DecodingMessages.decoding(request, defaults),
        maxSteps(request, defaults),
        lengthPenalty(request, defaults),
        startId(request, defaults),
        request.getStopIdsCount() == 0 ? defaults.stopIds() : stopIds(request, defaults),
        scored);
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

  private static float lengthPenalty(Generation request, GenerationDefaults defaults) {
    float asked = request.getLengthPenalty();
    if (!(asked >= 0 && asked <= GenerationDefaults.MOST_LENGTH_PENALTY)) {
      throw Fault.invalid(
          "generation.length_penalty",
          "is " + asked + "; allowed is 0 to " + GenerationDefaults.MOST_LENGTH_PENALTY);
    }
    return request.hasLengthPenalty() ? asked : defaults.lengthPenalty();
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
