package dev.unroll.repository;

import dev.unroll.codec.label.LabelRanker;
import dev.unroll.codec.label.Labels;
import dev.unroll.codec.label.Tagger;
import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.repository.manifest.GenerationDefaults;
import java.util.Optional;

/** The meaning of a model's outputs. */
public sealed interface ModelOutput {
  /** The output of a model that answers. */
  sealed interface Answered extends ModelOutput {}

  /**
   * Ranked labels.
   *
   * @param place the index of the plan's output that is ranked
   */
  record Ranked(int place, Labels labels, LabelRanker ranker) implements Answered {}

  /**
   * Ranked words for the one step of the input that is a blank.
   *
   * @param place the index of the plan's output that is ranked, at the blank's step
   * @param token the token that marks the missing word in the input
   */
  record Filled(int place, Labels labels, LabelRanker ranker, String token) implements Answered {}

  /**
   * A tag for each step or word.
   *
   * @param place the index of the plan's output that is tagged
   */
  record Tagged(int place, Labels labels, Tagger tagger) implements Answered {}

  /**
   * Ids that are generated step by step.
   *
   * @param tokenizer decodes the ids to text; without one, clients get only ids
   */
  record Generated(Optional<TextTokenizer> tokenizer, GenerationDefaults defaults)
      implements ModelOutput {}

  /** The graph's outputs without a meaning. */
  record Raw() implements Answered {}
}
