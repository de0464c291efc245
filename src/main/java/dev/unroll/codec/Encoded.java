package dev.unroll.codec;

import dev.unroll.core.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * A checked sequence, ready for the graph.
 *
 * @param sequence within the model's bounds, every value finite and every id in the vocabulary
 * @param spans where its steps lie in the text; null where the input was not text
 */
public record Encoded(Sequence sequence, @Nullable StepSpans spans) {}
