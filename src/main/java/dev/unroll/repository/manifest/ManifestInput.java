package dev.unroll.repository.manifest;

import dev.unroll.codec.image.ImageFormat;
import java.nio.file.Path;

/** What a model is given, as its manifest says. */
public sealed interface ManifestInput {
  /** Where neither the manifest nor the graph says how long an input may be. */
  int DEFAULT_MAX_STEPS = 4096;

  /** The longest input unless the graph's is shorter; at least 1. */
  int maxSteps();

  /**
   * Text, or token ids.
   *
   * @param tokenizer a file in the model's folder
   */
  record Text(Path tokenizer, int maxSteps) implements ManifestInput {}

  /** Token ids. */
  record Tokens(int maxSteps) implements ManifestInput {}

  /** Vectors of the graph's width. */
  record Vectors(int maxSteps) implements ManifestInput {}

  /** An image: one step. */
  record Image(ImageFormat format) implements ManifestInput {
    @Override
    public int maxSteps() {
      return 1;
    }
  }
}
