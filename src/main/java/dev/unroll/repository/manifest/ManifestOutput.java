package dev.unroll.repository.manifest;

import dev.unroll.codec.label.Scores;
import dev.unroll.codec.label.TagScheme;
import dev.unroll.codec.label.TagUnit;
import dev.unroll.schedule.decode.Decoding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The meaning of a model's output, from its manifest. */
public sealed interface ManifestOutput {
  /**
   * Ranked labels for the whole sequence.
   *
   * @param file a file in the model's folder, one label a line
   * @param scores how to compute scores; derived from the graph if absent
   */
  record Labels(Path file, Optional<Scores> scores) implements ManifestOutput {}

  /**
   * A tag for each step.
   *
   * @param file a file in the model's folder, one tag a line
   * @param scores how to compute scores; derived from the graph if absent
   */
  record Tags(Path file, Optional<Scores> scores, TagUnit unit, TagScheme scheme)
      implements ManifestOutput {}

  /**
   * The missing word at one step of the input, ranked by the scores of that step.
   *
   * @param file a file in the model's folder, one word a line
   * @param token the token that marks the missing word in the input
   * @param scores how to compute scores; derived from the graph if absent
   */
  record Blank(Path file, String token, Optional<Scores> scores) implements ManifestOutput {}

  /**
   * Text that is generated step by step.
   *
   * @param tokenizer a file in the model's folder
   * @param start the token that begins the output; if absent, each request must give the start id
   * @param stop the tokens that end the output, may be empty
   * @param maxSteps the longest output, also the default; at least 1
   * @param sampling the default for one output
   * @param beams the default for beam search, if that is the default method
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

  /** The graph's outputs without a meaning. */
  record Vectors() implements ManifestOutput {}
}
