package dev.unroll.inference;

import dev.unroll.core.Fault;
import dev.unroll.repository.manifest.GenerationDefaults;
import dev.unroll.schedule.decode.Decoding;

/**
 * Chooses between sampling and beam search. A request's settings for one method override the
 * model's defaults for the other; a request must not set both.
 */
final class DecodingChoice {
  private final GenerationSettings settings;
  private final GenerationSettings.Sampling sampling;
  private final GenerationSettings.Beams beams;
  private final GenerationDefaults defaults;

  DecodingChoice(GenerationSettings settings, GenerationDefaults defaults) {
    this.settings = settings;
    this.sampling = settings.sampling();
    this.beams = settings.beams();
    this.defaults = defaults;
  }

  /**
   * @throws Fault INVALID_ARGUMENT naming the setting, its value and what is allowed
   */
  Decoding decoding() {
    var drawn = drawn();
    int width = width();
    int best = best(width);
    if (width == 1) {
      return drawn;
    }
    if (sampling.isAskedFor()) {
      throw contradiction(width);
    }
    return new Decoding.Beams(width, best);
  }

  private Decoding.Sampling drawn() {
    return new Decoding.Sampling(temperature(), topK(), topP(), sampling.seed());
  }

  private float temperature() {
    float asked = sampling.temperature().orElse(defaults.sampling().temperature());
    if (!Float.isFinite(asked) || asked < 0) {
      throw settings.wrong("temperature", "is " + asked + "; allowed are finite numbers from 0");
    }
    return asked;
  }

  private int topK() {
    long asked = sampling.topK().orElse(defaults.sampling().topK());
    if (asked < 0) {
      throw settings.wrong(
          "top_k", "is " + asked + "; allowed are whole numbers from 0, which" + " means all");
    }
    return (int) Math.min(Integer.MAX_VALUE, asked);
  }

  private float topP() {
    float asked = sampling.topP().orElse(defaults.sampling().topP());
    if (!(asked > 0 && asked <= 1)) {
      throw settings.wrong("top_p", "is " + asked + "; allowed are numbers over 0, up to 1");
    }
    return asked;
  }

  private int width() {
    int usual = defaults.beams().map(Decoding.Beams::width).orElse(1);
    long asked = beams.width().orElse(sampling.isAskedFor() ? 1 : usual);
    if (asked < 1 || asked > defaults.mostBeams()) {
      throw settings.wrong(
          "beam_width", "is " + asked + "; allowed is 1 to " + defaults.mostBeams());
    }
    return (int) asked;
  }

  private int best(int width) {
    int usual = Math.min(width, defaults.beams().map(Decoding.Beams::best).orElse(1));
    long asked = beams.best().orElse(usual);
    if (asked < 1 || asked > width) {
      throw settings.wrong("n_best", "is " + asked + "; allowed is 1 to beam_width, " + width);
    }
    return (int) asked;
  }

  private Fault contradiction(int width) {
    var why = "; allowed with a beam_width of " + width + " is ";
    if (sampling.temperature().orElse(0f) > 0) {
      return settings.wrong("temperature", "is " + sampling.temperature().orElse(0f) + why + "0");
    }
    if (sampling.topK().orElse(0) != 0) {
      return settings.wrong("top_k", "is " + sampling.topK().orElse(0) + why + "0");
    }
    return settings.wrong("top_p", "is " + sampling.topP().orElse(1f) + why + "1");
  }
}
