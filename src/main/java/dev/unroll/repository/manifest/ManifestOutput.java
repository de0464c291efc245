package dev.unroll.repository.manifest;

import dev.unroll.codec.label.Scores;
import dev.unroll.codec.label.TagScheme;
import dev.unroll.codec.label.TagUnit;
import dev.unroll.schedule.decode.Decoding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a model's output means, as its manifest says. */
public sealed interface ManifestOutput {
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
   * The word that is missing at one step, from the scores of that step.
   *
   * @param file a file in the model's folder, one word a line
   * @param token what stands for the missing word in the input
   * @param scores found from the graph where absent
   */
  record Blank(Path file, String token, Optional<Scores> scores) implements ManifestOutput {}

  /**
   * Text, made step by step.
   *
   * @param tokenizer a file in the model's folder
   * @param start the token that begins the output; where absent, the request says
   * @param stop the tokens that end it, perhaps none
   * @param maxSteps the longest output and the default, at least 1
   * @param sampling the default for one output
   * @param beams where they are the default
   * @param lengthPenalty the default
   */
  record Text(
      Path tokenizer,
      Optional<String> start,
      List<String> stop,
      int maxSteps,
      Decoding.Sampling sampling,
      Optional<Decoding.Beams> beams,
      float lengthPenalty)
      implements ManifestOutput {
    public Text {
      stop = List.copyOf(stop);
    }
  }

  /** The graph's numbers as they are. */
  record Vectors() implements ManifestOutput {}
}
