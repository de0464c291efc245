package dev.unroll.codec.label;

/**
 * An entity: a run of tags that belong together.
 *
 * @param type {@code X} of {@code B-X}
 * @param start the start of its first tag
 * @param end the end of its last tag
 * @param text the text from start to end; empty if the input was not text
 * @param score the mean score of its tags
 */
public record EntitySpan(String type, int start, int end, String text, float score) {}
