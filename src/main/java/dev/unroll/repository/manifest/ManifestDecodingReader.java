package dev.unroll.repository.manifest;

import dev.unroll.core.LoadException;
import dev.unroll.schedule.decode.Decoding;
import java.util.Objects;
import java.util.Optional;

/** Reads the decoding settings of a manifest. */
final class ManifestDecodingReader {
  private final ManifestValues values;

  ManifestDecodingReader(ManifestValues values) {
    this.values = values;
  }

  Decoding.Sampling sampling(ManifestFile.Generated text) throws LoadException {
    float temperature = Objects.requireNonNullElse(text.temperature(), 0f);
    if (!Float.isFinite(temperature) || temperature < 0) {
      throw values.wrong(
          "output.text.temperature", temperature + " is not a finite number of at" + " least 0");
    }
    int topK = Objects.requireNonNullElse(text.topK(), 0);
    if (topK < 0) {
      throw values.wrong(
          "output.text.top_k", "is " + topK + "; allowed are numbers from 0, which means all");
    }
    float topP = Objects.requireNonNullElse(text.topP(), 1f);
    if (!(topP > 0 && topP <= 1)) {
      throw values.wrong("output.text.top_p", topP + " is not in (0, 1]");
    }
    return new Decoding.Sampling(temperature, topK, topP, 0);
  }

  /** Returns the settings for beam search; empty if the default is sampling. */
  Optional<Decoding.Beams> beams(ManifestFile.Generated text) throws LoadException {
    int width = Objects.requireNonNullElse(text.beamWidth(), 1);
    if (width < 1 || width > Decoding.Beams.MOST) {
      throw values.wrong(
          "output.text.beam_width", width + " is not in [1, " + Decoding.Beams.MOST + "]");
    }
    int best = Objects.requireNonNullElse(text.nBest(), 1);
    if (best < 1 || best > width) {
      throw values.wrong(
          "output.text.n_best", best + " is not in [1, " + width + "], beam_width being the most");
    }
    if (width == 1) {
      return Optional.empty();
    }
    var sampling = sampling(text);
    checkUnset("temperature", sampling.temperature() > 0);
    checkUnset("top_k", sampling.topK() > 0);
    checkUnset("top_p", sampling.topP() < 1);
    return Optional.of(new Decoding.Beams(width, best));
  }

  private void checkUnset(String key, boolean set) throws LoadException {
    if (set) {
      throw values.wrong(
          "output.text." + key,
          "is for sampling, and cannot be used together with a beam_width;"
              + " remove one of them");
    }
  }

  float lengthPenalty(ManifestFile.Generated text) throws LoadException {
    float penalty =
        Objects.requireNonNullElse(text.lengthPenalty(), GenerationDefaults.USUAL_LENGTH_PENALTY);
    if (!(penalty >= 0 && penalty <= GenerationDefaults.MOST_LENGTH_PENALTY)) {
      throw values.wrong(
          "output.text.length_penalty",
          penalty + " is not in [0, " + GenerationDefaults.MOST_LENGTH_PENALTY + "]");
    }
    return penalty;
  }
}
