package dev.unroll.inference;

import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.codec.label.Tagging;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.decode.StopReason;
import dev.unroll.schedule.execution.RowTiming;
import java.util.List;

/** The answer for one sequence. */
public sealed interface Prediction {
  /**
   * Returns the graph's outputs for this sequence, followed by its last states if they are wanted;
   * empty for a model that generates.
   */
  List<Output> outputs();

  RowTiming timing();

  /**
   * Ranked labels.
   *
   * @param labels the likeliest first
   */
  record Labels(List<ScoredLabel> labels, List<Output> outputs, RowTiming timing)
      implements Prediction {}

  /**
   * Ranked words for a blank.
   *
   * @param words the likeliest first
   * @param text the input with the likeliest word in its blank; empty if the input was not text
   * @param outputs the outputs; those that have time have the blank's step only
   */
  record Filled(List<ScoredLabel> words, String text, List<Output> outputs, RowTiming timing)
      implements Prediction {}

  /** A tag for each step or word. */
  record Tags(Tagging tagging, List<Output> outputs, RowTiming timing) implements Prediction {}

  /** Outputs without labels or tags. */
  record Tensors(List<Output> outputs, RowTiming timing) implements Prediction {}

  /**
   * Generated output.
   *
   * @param best the best output
   * @param rest the end of its text that no token's text contained
   * @param alternatives all outputs, the best first; empty unless the call or the model asks for
   *     several, or the call gives them
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
   * @param place the index of a given output in its request; 0 for an output that was chosen
   * @param text empty if the model has no tokenizer
   * @param ids without the stop id
   * @param score the sum of the log-probabilities of its steps
   * @param normalisedScore the score by which outputs of unequal length are ranked
   */
  record GeneratedText(
      int place,
      String text,
      long[] ids,
      StopReason reason,
      double score,
      double normalisedScore) {}
}
