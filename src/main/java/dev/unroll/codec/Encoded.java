package dev.unroll.codec;

import dev.unroll.core.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * A checked sequence that can be given to the graph.
 *
 * @param sequence within the model's bounds, every value finite and every id in the vocabulary
 * @param spans the span of each step in the text; null if the input was not text
 * @param blankStep the step of the blank, which is to be filled; {@link #NO_BLANK} if none is
 */
public record Encoded(Sequence sequence, @Nullable StepSpans spans, int blankStep) {
  public static final int NO_BLANK = -1;

  Encoded(Sequence sequence, @Nullable StepSpans spans) {
    this(sequence, spans, NO_BLANK);
  }
}
