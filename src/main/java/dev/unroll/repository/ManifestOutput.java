package dev.unroll.repository;

import dev.unroll.codec.Scores;
import dev.unroll.codec.TagScheme;
import dev.unroll.codec.TagUnit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a model's output means, as its manifest says. */
sealed interface ManifestOutput {
  /**
   * One of these labels, or several.
   *
   * @param file a file in the model's folder, one label a line
   * @param scores found from the graph where absent
   */
  record Labels(Path file, Optional<Scores> scores) implements ManifestOutput {}

  /**
   * A tag for each step.
   *
   * @param file a file in the model's folder, one tag a line
   * @param scores found from the graph where absent
   */
  record Tags(Path file, Optional<Scores> scores, TagUnit unit, TagScheme scheme)
      implements ManifestOutput {}

  /**
   * Text, made step by step.
   *
   * @param tokenizer a file in the model's folder
   * @param start the token that begins the output; where absent, the request says
   * @param stop the tokens that end it, perhaps none
   * @param maxSteps the longest output and the default, at least 1
   * @param temperature the default; 0 is greedy
   * @param topK the default; 0 is all
   * @param topP the default, in (0, 1]
   */
  record Text(
      Path tokenizer,
      Optional<String> start,
      List<String> stop,
      int maxSteps,
      float temperature,
      int topK,
      float topP)
      implements ManifestOutput {
    public Text {
      stop = List.copyOf(stop);
    }
  }

  /** The graph's numbers as they are. */
  record Vectors() implements ManifestOutput {}
}
