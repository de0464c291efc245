package dev.unroll.inference;

import dev.unroll.core.Fault;
import dev.unroll.repository.manifest.GenerationDefaults;
import dev.unroll.schedule.decode.GenerationOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How a request wants output to be generated; what it leaves open is up to the model.
 *
 * @param maxSteps the most steps; 0: the model's
 * @param lengthPenalty outputs of unequal length are ranked by {@code score / length^lengthPenalty}
 * @param startId the decoder's first input
 * @param stopIds end the output; none: the model's
 * @param sampling how one output is drawn
 * @param beams how several are searched for
 * @param field what the request calls a setting, from this program's name for it: {@code
 *     "max_steps"}
 */
public record GenerationSettings(
    OptionalLong maxSteps,
    Optional<Float> lengthPenalty,
    OptionalLong startId,
    List<Long> stopIds,
    Sampling sampling,
    Beams beams,
    UnaryOperator<String> field) {
  /** All of it is up to the model. */
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
   * How one output is drawn.
   *
   * @param temperature 0: the likeliest token always
   * @param topK draws among that many tokens; 0: all
   * @param topP draws among the likeliest that have this probability together
   * @param seed the same one draws the same output
   */
  public record Sampling(
      Optional<Float> temperature, OptionalLong topK, Optional<Float> topP, long seed) {
    /** Whether it asks for chance. */
    boolean isAskedFor() {
      return temperature.orElse(0f) > 0 || topK.orElse(0) != 0 || topP.orElse(1f) < 1;
    }
  }

  /**
   * How several outputs are searched for.
   *
   * @param width how many are followed
   * @param best how many of them are told
   */
  public record Beams(OptionalLong width, OptionalLong best) {}

  public GenerationSettings {
    stopIds = List.copyOf(stopIds);
  }

  /**
   * All of it for one output.
   *
   * @param scored as in {@link GenerationOptions}
   * @throws Fault INVALID_ARGUMENT naming the setting, its value and what is allowed
   */
  GenerationOptions with(GenerationDefaults defaults, boolean scored) {
    return new GenerationOptions(
        new DecodingChoice(this, defaults).decoding(),
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
