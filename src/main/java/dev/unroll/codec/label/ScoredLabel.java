package dev.unroll.codec.label;

/**
 * A label with its score.
 *
 * @param index the label's index in the model's output
 */
public record ScoredLabel(String label, float score, int index) {}
