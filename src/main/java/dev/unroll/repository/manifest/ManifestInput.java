package dev.unroll.repository.manifest;

import dev.unroll.codec.image.ImageFormat;
import java.nio.file.Path;

/** The kind of a model's input, from its manifest. */
public sealed interface ManifestInput {
  /** The longest input if neither the manifest nor the graph sets it. */
  int DEFAULT_MAX_STEPS = 4096;

  /** Returns the most steps of an input; at least 1. The graph may allow fewer. */
  int maxSteps();

  /**
   * Text, or token ids.
   *
   * @param tokenizer a file in the model's folder
   */
  record Text(Path tokenizer, int maxSteps) implements ManifestInput {}

  /** Token ids. */
  record Tokens(int maxSteps) implements ManifestInput {}

  /** Vectors whose width is that of the graph's input. */
  record Vectors(int maxSteps) implements ManifestInput {}

  /** An image: one step. */
  record Image(ImageFormat format) implements ManifestInput {
    @Override
    public int maxSteps() {
      return 1;
    }
  }
}
