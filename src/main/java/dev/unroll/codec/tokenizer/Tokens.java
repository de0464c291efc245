package dev.unroll.codec.tokenizer;

import dev.unroll.codec.StepSpans;

/**
 * What a tokenizer makes of a text.
 *
 * @param ids one a step
 * @param starts as in {@link StepSpans}
 * @param ends as in {@link StepSpans}
 * @param contentSteps how many steps stand for text; the others were added around it
 */
public record Tokens(long[] ids, int[] starts, int[] ends, int contentSteps) {}
