package dev.unroll.inference;

import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.codec.label.Tagging;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.decode.StopReason;
import dev.unroll.schedule.execution.RowTiming;
import java.util.List;

/** What has become of one sequence. */
public sealed interface Prediction {
  /**
   * The graph's outputs for this sequence alone, and after them its last hidden states where those
   * are wanted; none of a model that generates.
   */
  List<Output> outputs();

  RowTiming timing();

  /**
   * Labels.
   *
   * @param labels the likeliest first
   */
  record Labels(List<ScoredLabel> labels, List<Output> outputs, RowTiming timing)
      implements Prediction {}

  /**
   * Words for a blank.
   *
   * @param words the likeliest first
   * @param text the input with the likeliest word in its blank; empty where the input was no text
   * @param outputs those with time have the blank's step only
   */
  record Filled(List<ScoredLabel> words, String text, List<Output> outputs, RowTiming timing)
      implements Prediction {}

  /** A tag for each step or word. */
  record Tags(Tagging tagging, List<Output> outputs, RowTiming timing) implements Prediction {}

  /** Numbers that nothing gives a meaning to. */
  record Tensors(List<Output> outputs, RowTiming timing) implements Prediction {}

  /**
   * Generated output.
   *
   * @param best the best of all
   * @param rest the end of its text that its tokens have not told
   * @param alternatives all outputs, the best one first; empty unless several were searched for
   */
  record Generated(
      GeneratedText best, String rest, List<GeneratedText> alternatives, RowTiming timing)
      implements Prediction {
    @Override
    public List<Output> outputs() {
      return List.of();
    }
  }

  /**
   * One generated output.
   *
   * @param text empty where the model has no tokenizer
   * @param ids without the stop id
   * @param score the logarithms of the probabilities of its steps together
   * @param normalisedScore what outputs of unequal length are ranked by
   */
  record GeneratedText(
      String text, long[] ids, StopReason reason, double score, double normalisedScore) {}
}
