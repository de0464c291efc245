package dev.unroll.openinference;

import dev.unroll.codec.Encoded;
import dev.unroll.openinference.TensorSpec.Meaning;
import dev.unroll.plan.Output;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.RowTiming;
import java.util.List;

/** From a row's numbers to what they mean, as far as it was asked for. */
final class Meanings {
  private Meanings() {}

  static RowAnswer of(
      ModelOutput model, Asked asked, Encoded input, List<Output> outputs, RowTiming timing) {
    if (model instanceof ModelOutput.Ranked ranked
        && (asked.wants(Meaning.LABEL) || asked.wants(Meaning.SCORE))) {
      var label = ranked.ranker().rank(outputs.get(ranked.place()).values(), 1).get(0);
      return RowAnswer.labelled(outputs, label, "", timing);
    }
    if (model instanceof ModelOutput.Filled filled) {
      int step = input.blankStep();
      var there =
          outputs.stream()
              .map(output -> output.facts().timed() ? output.steps(step, step + 1) : output)
              .toList();
      var word = filled.ranker().rank(there.get(filled.place()).values(), 1).get(0);
      var spans = input.spans();
      var text = spans == null ? "" : spans.replace(step, word.label());
      return RowAnswer.labelled(there, word, text, timing);
    }
    if (model instanceof ModelOutput.Tagged tagged
        && (asked.wants(Meaning.TAGS) || asked.wants(Meaning.SPANS))) {
      var scores = outputs.get(tagged.place());
      var tagging = tagged.tagger().tag(scores.values(), scores.steps(), input.spans());
      return RowAnswer.tagged(outputs, tagging.tags(), timing);
    }
    return RowAnswer.of(outputs, timing);
  }
}
