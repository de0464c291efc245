package dev.unroll.inference;

import dev.unroll.codec.Encoded;
import dev.unroll.codec.StepSpans;
import dev.unroll.plan.stage.Output;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.execution.RowTiming;
import java.util.List;

/** Turns the outputs of a row into a prediction. */
public final class OutputMeaning {
  private final ModelOutput.Answered output;
  private final PredictionOptions options;
  private final Encoded input;

  public OutputMeaning(ModelOutput.Answered output, PredictionOptions options, Encoded input) {
    this.output = output;
    this.options = options;
    this.input = input;
  }

  /**
   * Returns the prediction of a row's outputs.
   *
   * @param outputs the plan's outputs, followed by the states
   */
  public Prediction of(List<Output> outputs, RowTiming timing) {
    if (output instanceof ModelOutput.Filled filled) {
      return filled(filled, outputs, timing);
    }
    if (options.interpreted() && output instanceof ModelOutput.Ranked ranked) {
      var scores = outputs.get(ranked.place()).values();
      var labels = ranked.ranker().rank(scores, options.mostLabels());
      return new Prediction.Labels(labels, outputs, timing);
    }
    if (options.interpreted() && output instanceof ModelOutput.Tagged tagged) {
      var scores = outputs.get(tagged.place());
      var tagging = tagged.tagger().tag(scores.values(), scores.steps(), input.spans());
      return new Prediction.Tags(tagging, outputs, timing);
    }
    return new Prediction.Tensors(outputs, timing);
  }

  /** The answer has the outputs of the blank's step only. */
  private Prediction filled(ModelOutput.Filled filled, List<Output> outputs, RowTiming timing) {
    int step = input.blankStep();
    var atBlank =
        outputs.stream()
            .map(given -> given.facts().timed() ? given.steps(step, step + 1) : given)
            .toList();
    if (!options.interpreted()) {
      return new Prediction.Tensors(atBlank, timing);
    }
    var scores = atBlank.get(filled.place()).values();
    var words = filled.ranker().rank(scores, options.mostLabels());
    StepSpans spans = input.spans();
    var text = spans == null ? "" : spans.replace(step, words.get(0).label());
    return new Prediction.Filled(words, text, atBlank, timing);
  }
}
