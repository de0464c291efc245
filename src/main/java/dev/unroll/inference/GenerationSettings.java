package dev.unroll.inference;

import dev.unroll.core.Fault;
import dev.unroll.repository.manifest.GenerationDefaults;
import dev.unroll.schedule.decode.Decoding;
import dev.unroll.schedule.decode.GenerationOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A request's settings for generated output. Settings that are absent come from the model.
 *
 * @param maxSteps the most steps of output; 0 or absent means the model's limit
 * @param lengthPenalty outputs of unequal length are ranked by {@code score / length^lengthPenalty}
 * @param startId the decoder's first input
 * @param stopIds ids that end the output; empty means the model's
 * @param sampling the settings for one output
 * @param beams the settings for beam search
 * @param field maps the name of a setting, such as {@code "max_steps"}, to the request's name for
 *     it, for errors
 */
public record GenerationSettings(
    OptionalLong maxSteps,
    Optional<Float> lengthPenalty,
    OptionalLong startId,
    List<Long> stopIds,
    Sampling sampling,
    Beams beams,
    UnaryOperator<String> field) {
  /** Takes all settings from the model. */
  static final GenerationSettings DEFAULTS =
      new GenerationSettings(
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          List.of(),
          new Sampling(Optional.empty(), OptionalLong.empty(), Optional.empty(), 0),
          new Beams(OptionalLong.empty(), OptionalLong.empty()),
          name -> name);

  /**
   * The settings for one output.
   *
   * @param temperature 0 always takes the likeliest token
   * @param topK draws from that many of the likeliest tokens; 0 means all
   * @param topP draws from the likeliest tokens that together have this probability
   * @param seed equal seeds give equal output
   */
  public record Sampling(
      Optional<Float> temperature, OptionalLong topK, Optional<Float> topP, long seed) {
    /** Whether it asks for random choices. */
    boolean isAskedFor() {
      return temperature.orElse(0f) > 0 || topK.orElse(0) != 0 || topP.orElse(1f) < 1;
    }
  }

  /**
   * The settings for beam search.
   *
   * @param width the number of beams
   * @param best how many outputs are returned
   */
  public record Beams(OptionalLong width, OptionalLong best) {}

  public GenerationSettings {
    stopIds = List.copyOf(stopIds);
  }

  /**
   * Returns the options of one output, with the model's defaults for absent settings.
   *
   * @param scored as in {@link GenerationOptions}
   * @throws Fault INVALID_ARGUMENT naming the setting, its value and what is allowed
   */
  GenerationOptions with(GenerationDefaults defaults, boolean scored) {
    return with(defaults, new DecodingChoice(this, defaults).decoding(), scored);
  }

  /** Returns the same options for a decoding that is chosen elsewhere. */
  GenerationOptions with(GenerationDefaults defaults, Decoding decoding, boolean scored) {
    return new GenerationOptions(
        decoding,
        maxSteps(defaults),
        lengthPenalty(defaults),
        startId(defaults),
        stopIds.isEmpty() ? defaults.stopIds() : stopIds(defaults),
        scored);
  }

  Fault wrong(String setting, String why) {
    return Fault.invalid(field.apply(setting), why);
  }

  private int maxSteps(GenerationDefaults defaults) {
    long asked = maxSteps.orElse(0);
    if (asked < 0 || asked > defaults.maxSteps()) {
      throw wrong("max_steps", "is " + asked + "; allowed is 1 to " + defaults.maxSteps());
    }
    return asked == 0 ? defaults.maxSteps() : (int) asked;
  }

  private float lengthPenalty(GenerationDefaults defaults) {
    float asked = lengthPenalty.orElse(0f);
    if (!(asked >= 0 && asked <= GenerationDefaults.MOST_LENGTH_PENALTY)) {
      throw wrong(
          "length_penalty",
          "is " + asked + "; allowed is 0 to " + GenerationDefaults.MOST_LENGTH_PENALTY);
    }
    return lengthPenalty.isPresent() ? asked : defaults.lengthPenalty();
  }

  private long startId(GenerationDefaults defaults) {
    if (startId.isPresent()) {
      return known("start_id", startId.getAsLong(), defaults);
    }
    return defaults
        .startId()
        .orElseThrow(() -> wrong("start_id", "is missing, and the model's manifest names none"));
  }

  private Set<Long> stopIds(GenerationDefaults defaults) {
    var known = new HashSet<Long>();
    for (int place = 0; place < stopIds.size(); place++) {
      known.add(known("stop_ids[" + place + "]", stopIds.get(place), defaults));
    }
    return known;
  }

  private long known(String setting, long id, GenerationDefaults defaults) {
    if (id < 0 || id >= defaults.vocabularySize()) {
      throw wrong(
          setting,
          "is " + id + "; the model gives ids from 0 to " + (defaults.vocabularySize() - 1));
    }
    return id;
  }
}
