package dev.unroll.inference;

import dev.unroll.codec.Encoded;
import dev.unroll.codec.StepSpans;
import dev.unroll.codec.label.KoreanParticles;
import dev.unroll.core.Fault;
import dev.unroll.plan.stage.Output;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.execution.RowTiming;
import java.util.List;

/** Turns the outputs of a call's rows into predictions. */
public final class OutputMeaning {
  private final ModelOutput.Answered output;
  private final PredictionOptions options;

  /** The indexes of the labels to choose from; none: all. */
  private final int[] among;

  /**
   * Checks the options against the model.
   *
   * @throws Fault INVALID_ARGUMENT where labels are to be chosen from that the model does not have
   */
  public OutputMeaning(ModelOutput.Answered output, PredictionOptions options) {
    this.output = output;
    this.options = options;
    this.among = among(output, options.candidates());
  }

  private static int[] among(ModelOutput.Answered output, Candidates candidates) {
    if (output instanceof ModelOutput.Ranked ranked) {
      return ranked.labels().indexes(candidates.texts(), candidates.field(), "labels");
    }
    if (output instanceof ModelOutput.Filled filled) {
      return filled.labels().indexes(candidates.texts(), candidates.field(), "words for the blank");
    }
    if (!candidates.isAll()) {
      throw candidates.wrong(
          "is for models that rank labels, fill a blank or generate text; this one does none of these");
    }
    return new int[0];
  }

  /**
   * Returns the prediction of a row's outputs.
   *
   * @param outputs the plan's outputs, followed by the states
   */
  public Prediction of(Encoded input, List<Output> outputs, RowTiming timing) {
    if (output instanceof ModelOutput.Filled filled) {
      return filled(filled, input, outputs, timing);
    }
    if (options.interpreted() && output instanceof ModelOutput.Ranked ranked) {
      var scores = outputs.get(ranked.place()).values();
      var labels = ranked.ranker().rank(scores, options.mostLabels(), among);
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
  private Prediction filled(
      ModelOutput.Filled filled, Encoded input, List<Output> outputs, RowTiming timing) {
    int step = input.blankStep();
    var atBlank =
        outputs.stream()
            .map(given -> given.facts().timed() ? given.steps(step, step + 1) : given)
            .toList();
    if (!options.interpreted()) {
      return new Prediction.Tensors(atBlank, timing);
    }
    var scores = atBlank.get(filled.place()).values();
    var words = filled.ranker().rank(scores, options.mostLabels(), among);
    StepSpans spans = input.spans();
    var text = spans == null ? "" : KoreanParticles.fill(spans, step, words.get(0).label());
    return new Prediction.Filled(words, text, atBlank, timing);
  }
}
