package dev.unroll.inference;

/**
 * A step of generated output.
 *
 * @param step from 0
 * @param logProbability log softmax(logits)[id], before temperature; NaN unless {@link
 *     PredictionOptions#scored}
 * @param text what the token adds to the text; empty where a character is not whole yet, or the
 *     model has no tokenizer
 */
public record GeneratedToken(int step, long id, float logProbability, String text) {}
