package dev.unroll.codec.label;

/**
 * A label and how much a model thinks of it.
 *
 * @param index the label's place in the model's output, from 0
 */
public record ScoredLabel(String label, float score, int index) {}
