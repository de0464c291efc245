package dev.unroll.codec;

import dev.unroll.core.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * A checked sequence, ready for the graph.
 *
 * @param sequence within the model's bounds, every value finite and every id in the vocabulary
 * @param spans where its steps lie in the text; null where the input was not text
 * @param blankStep the step that the answer is for; {@link #NO_BLANK} where it is for all of them
 */
public record Encoded(Sequence sequence, @Nullable StepSpans spans, int blankStep) {
  public static final int NO_BLANK = -1;

  Encoded(Sequence sequence, @Nullable StepSpans spans) {
    this(sequence, spans, NO_BLANK);
  }
}
