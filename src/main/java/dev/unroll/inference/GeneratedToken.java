package dev.unroll.inference;

/**
 * A step of generated output.
 *
 * @param step from 0
 * @param logProbability log softmax(logits)[id], without the temperature; NaN unless {@link
 *     PredictionOptions#scored}
 * @param text the text that the token adds; empty if a character is incomplete so far, or the model
 *     has no tokenizer
 */
public record GeneratedToken(int step, long id, float logProbability, String text) {}
