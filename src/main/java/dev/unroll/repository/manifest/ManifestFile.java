package dev.unroll.repository.manifest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code model.yaml} as it is written: each component is a key. {@link ManifestReader} checks the
 * values and converts them to their types.
 */
record ManifestFile(
    @Nullable String description,
    @Nullable String task,
    @Nullable Input input,
    @Nullable Output output,
    @Nullable Map<String, String> states,
    @Nullable Map<String, Double> constants,
    @Nullable String layout,
    @Nullable Example example) {

  record Input(
      @Nullable Text text,
      @Nullable Steps tokens,
      @Nullable Steps vectors,
      @Nullable Image image) {}

  record Text(String tokenizer, @Nullable Integer maxSteps) {}

  record Steps(@Nullable Integer maxSteps) {}

  record Image(
      int width,
      int height,
      @Nullable Integer channels,
      @Nullable List<Float> mean,
      @Nullable List<Float> std) {}

  record Output(
      @Nullable Labels labels,
      @Nullable Tags tags,
      @Nullable Blank blank,
      @Nullable Generated text,
      @Nullable Numbers vectors) {}

  record Labels(String file, @Nullable String scores) {
    /** {@code labels: labels.txt}. */
    static Labels of(String file) {
      return new Labels(file, null);
    }
  }

  record Tags(
      String file, @Nullable String unit, @Nullable String scheme, @Nullable String scores) {
    /** {@code tags: tags.txt}. */
    static Tags of(String file) {
      return new Tags(file, null, null, null);
    }
  }

  record Blank(String file, String token, @Nullable String scores) {}

  /** {@code stop} is a string or a list of strings. */
  record Generated(
      String tokenizer,
      @Nullable String start,
      @Nullable Object stop,
      @Nullable Integer maxSteps,
      @Nullable Float temperature,
      @Nullable Integer topK,
      @Nullable Float topP,
      @Nullable Integer beamWidth,
      @Nullable Integer nBest,
      @Nullable Float lengthPenalty) {}

  record Numbers() {}

  record Example(
      @Nullable String text,
      @Nullable List<Long> tokenIds,
      @Nullable List<List<Float>> vectors,
      @Nullable String image) {}
}
