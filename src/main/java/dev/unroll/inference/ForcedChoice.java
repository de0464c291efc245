package dev.unroll.inference;

import dev.unroll.codec.RawInput;
import dev.unroll.codec.tokenizer.OutputTokens;
import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.core.Fault;
import dev.unroll.core.Quote;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.decode.Decoding;
import dev.unroll.schedule.decode.GenerationOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/** Turns a request's candidates into outputs that a generator scores. */
final class ForcedChoice {
  /** Each candidate costs as much as a call. */
  static final int MOST = 256;

  private final ModelOutput.Generated output;
  private final GenerationSettings settings;
  private final Candidates candidates;

  ForcedChoice(ModelOutput.Generated output, GenerationSettings settings, Candidates candidates) {
    this.output = output;
    this.settings = settings;
    this.candidates = candidates;
  }

  /**
   * Returns the options for scoring the candidates.
   *
   * @throws Fault INVALID_ARGUMENT naming the candidate or the setting, its value and what is
   *     allowed
   */
  GenerationOptions options() {
    refuseOtherDecoding();
    int best = best();
    var defaults = output.defaults();
    // The outputs depend on the other settings.
    var usual = settings.with(defaults, Decoding.Sampling.GREEDY, true);
    return settings.with(defaults, new Decoding.Forced(outputs(usual), best), true);
  }

  /** Nothing is drawn and nothing is searched, so the settings for that would have no effect. */
  private void refuseOtherDecoding() {
    var sampling = settings.sampling();
    var why = "; allowed with " + candidates.field() + ", which draws nothing, is ";
    if (sampling.temperature().orElse(0f) != 0) {
      throw settings.wrong("temperature", "is " + sampling.temperature().orElse(0f) + why + "0");
    }
    if (sampling.topK().orElse(0) != 0) {
      throw settings.wrong("top_k", "is " + sampling.topK().orElse(0) + why + "0");
    }
    if (sampling.topP().orElse(1f) != 1) {
      throw settings.wrong("top_p", "is " + sampling.topP().orElse(1f) + why + "1");
    }
    if (sampling.seed() != 0) {
      throw settings.wrong("seed", "is " + sampling.seed() + why + "0");
    }
    long width = settings.beams().width().orElse(1);
    if (width != 1) {
      throw settings.wrong(
          "beam_width",
          "is "
              + width
              + "; allowed with "
              + candidates.field()
              + ", which searches nothing, is 1");
    }
  }

  private int best() {
    int count = candidates.texts().size();
    if (count > MOST) {
      throw candidates.wrong("has " + count + " candidates; allowed are at most " + MOST);
    }
    long asked = settings.beams().best().orElse(count);
    if (asked < 1 || asked > count) {
      throw settings.wrong(
          "n_best", "is " + asked + "; allowed is 1 to the number of candidates, " + count);
    }
    return (int) asked;
  }

  private List<long[]> outputs(GenerationOptions options) {
    var tokenizer =
        output
            .tokenizer()
            .orElseThrow(() ->
                candidates.wrong(
                    "needs a model that generates text; this one generates token ids, and its"
                        + " manifest has no tokenizer for them"));
    var outputs = new ArrayList<long[]>();
    var placeOf = new HashMap<List<Long>, Integer>();
    for (int place = 0; place < candidates.texts().size(); place++) {
      var ids = ids(tokenizer, place, options);
      var earlier = placeOf.putIfAbsent(Arrays.stream(ids).boxed().toList(), place);
      if (earlier != null) {
        throw wrong(
            place, ", the same output as " + candidates.element(earlier) + "; give each once");
      }
      outputs.add(ids);
    }
    return outputs;
  }

  private long[] ids(TextTokenizer tokenizer, int place, GenerationOptions options) {
    var text = candidates.texts().get(place);
    int most = options.maxSteps();
    int mostCharacters = Math.min(RawInput.Text.MAX_CHARACTERS, tokenizer.mostCharacters(most));
    if (text.length() > mostCharacters) {
      throw Fault.invalid(
          candidates.element(place),
          "has " + text.length() + " characters; allowed are at most " + mostCharacters);
    }
    var ids = OutputTokens.of(tokenizer, text, candidates.element(place));
    if (ids.length > most) {
      throw wrong(
          place,
          ", which has " + ids.length + " steps; allowed are at most " + most + " (max_steps)");
    }
    if (ids.length < most && options.stopIds().isEmpty()) {
      throw wrong(
          place,
          ", which is no whole output: the model has no stop id, so all its outputs have "
              + most
              + " steps; give stop ids, or the number of its steps as max_steps");
    }
    for (long id : ids) {
      if (options.stopIds().contains(id)) {
        throw wrong(place, ", which has the stop id " + id + "; an output ends before it");
      }
    }
    return ids;
  }

  private Fault wrong(int place, String why) {
    return Fault.invalid(
        candidates.element(place), "is " + Quote.of(candidates.texts().get(place)) + why);
  }
}
