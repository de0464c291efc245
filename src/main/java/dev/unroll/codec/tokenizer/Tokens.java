package dev.unroll.codec.tokenizer;

import dev.unroll.codec.StepSpans;

/**
 * The tokens of a text.
 *
 * @param ids one per step
 * @param starts as in {@link StepSpans}
 * @param ends as in {@link StepSpans}
 * @param contentSteps how many steps stand for text; the tokenizer added the others
 */
public record Tokens(long[] ids, int[] starts, int[] ends, int contentSteps) {}
