package dev.unroll.repository;

import dev.unroll.codec.label.LabelRanker;
import dev.unroll.codec.label.Labels;
import dev.unroll.codec.label.Tagger;
import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.repository.manifest.GenerationDefaults;
import java.util.Optional;

/** What a model's numbers mean. */
public sealed interface ModelOutput {
  /** Of a model that answers. */
  sealed interface Answered extends ModelOutput {}

  /**
   * Ranked labels.
   *
   * @param place which of the plan's outputs is ranked
   */
  record Ranked(int place, Labels labels, LabelRanker ranker) implements Answered {}

  /**
   * Ranked words for the one step of the input that is a blank.
   *
   * @param place which of the plan's outputs is ranked, at the blank's step
   * @param token what stands for the missing word in the input
   */
  record Filled(int place, Labels labels, LabelRanker ranker, String token) implements Answered {}

  /**
   * A tag for each step or word.
   *
   * @param place which of the plan's outputs is tagged
   */
  record Tagged(int place, Labels labels, Tagger tagger) implements Answered {}

  /**
   * Ids made step by step.
   *
   * @param tokenizer turns them into text; without one, clients get ids
   */
  record Generated(Optional<TextTokenizer> tokenizer, GenerationDefaults defaults)
      implements ModelOutput {}

  /** The graph's outputs as they are. */
  record Raw() implements Answered {}
}
