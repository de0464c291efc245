package dev.unroll.codec.label;

import dev.unroll.codec.StepSpans;
import dev.unroll.codec.tokenizer.CodePoints;
import dev.unroll.core.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts a tagging model's outputs to tags with spans, and to entities. */
public final class Tagger {
  private final Labels labels;
  private final Scores scores;
  private final TagUnit unit;
  private final TagScheme scheme;

  public Tagger(Labels labels, Scores scores, TagUnit unit, TagScheme scheme) {
    this.labels = labels;
    this.scores = scores;
    this.unit = unit;
    this.scheme = scheme;
  }

  /** Returns a tagger for a stream of steps without text. */
  public LiveTagger live() {
    return new LiveTagger(this, scheme);
  }

  /**
   * Returns the tags of one sequence: for each unit the one with the highest score, or the first of
   * equal ones. Steps that stand for no text get no tag, and neither do words without a step.
   *
   * @param outputs shape {@code [steps, tags]}, row-major
   * @param spans the spans of these steps; null without text: then each step gets a tag
   * @throws Fault INTERNAL if the outputs are not one number per step and tag
   */
  public Tagging tag(float[] outputs, int steps, @Nullable StepSpans spans) {
    if (spans == null) {
      return tagging(stepTags(outputs, steps, 0), null);
    }
    OutputChecks.check(outputs, steps * labels.size());
    if (spans.steps() != steps) {
      throw Fault.internal(
          "the model gave " + steps + " steps for an input of " + spans.steps() + " steps", null);
    }
    var text = new CodePoints(spans.text());
    var tags =
        switch (unit) {
          case STEP -> stepTags(outputs, steps, spans, text);
          case WORD -> wordTags(outputs, steps, spans, text);
        };
    return tagging(tags, text);
  }

  private Tagging tagging(List<Tag> tags, @Nullable CodePoints text) {
    return switch (scheme) {
      case PLAIN -> new Tagging(tags, List.of());
      case BIO -> new Tagging(tags, Bio.entities(tags, text));
    };
  }

  /** Returns a tag for each step of an input without text, from index {@code firstStep}. */
  List<Tag> stepTags(float[] outputs, int steps, long firstStep) {
    OutputChecks.check(outputs, steps * labels.size());
    var tags = new ArrayList<Tag>(steps);
    for (int step = 0; step < steps; step++) {
      int number = (int) (firstStep + step);
      tags.add(best(outputs, step, number, number + 1, ""));
    }
    return tags;
  }

  private List<Tag> stepTags(float[] outputs, int steps, StepSpans spans, CodePoints text) {
    var tags = new ArrayList<Tag>(steps);
    for (int step = 0; step < steps; step++) {
      if (!spans.isEmpty(step)) {
        int start = spans.starts()[step];
        int end = spans.ends()[step];
        tags.add(best(outputs, step, start, end, text.slice(start, end)));
      }
    }
    return tags;
  }

  private List<Tag> wordTags(float[] outputs, int steps, StepSpans spans, CodePoints text) {
    var tags = new ArrayList<Tag>();
    int step = 0;
    for (var word : text.words()) {
      int last = -1;
      // Steps and words are in the order of the text, so one pass visits each step once.
      while (step < steps && spans.starts()[step] < word.end()) {
        boolean inside =
            !spans.isEmpty(step)
                && spans.starts()[step] >= word.start()
                && spans.ends()[step] <= word.end();
        if (inside) {
          last = step;
        }
        step++;
      }
      if (last >= 0) {
        tags.add(
            best(outputs, last, word.start(), word.end(), text.slice(word.start(), word.end())));
      }
    }
    return tags;
  }

  private Tag best(float[] outputs, int step, int start, int end, String text) {
    int width = labels.size();
    var scored = scores.apply(outputs, step * width, width);
    int best = 0;
    for (int index = 1; index < width; index++) {
      if (scored[index] > scored[best]) {
        best = index;
      }
    }
    return new Tag(labels.names().get(best), scored[best], start, end, text);
  }
}
