package dev.unroll.codec;

/**
 * What a tokenizer makes of a text.
 *
 * @param ids one a step
 * @param starts as in {@link StepSpans}
 * @param ends as in {@link StepSpans}
 * @param contentSteps how many steps stand for text; the others were added around it
 */
record Tokens(long[] ids, int[] starts, int[] ends, int contentSteps) {}
