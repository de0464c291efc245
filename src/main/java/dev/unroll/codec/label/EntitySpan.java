package dev.unroll.codec.label;

/**
 * A run of tags that name one thing.
 *
 * @param type {@code X} of {@code B-X}
 * @param start as the first of its tags
 * @param end as the last of its tags
 * @param text from start to end; empty where the input was no text
 * @param score the mean of its tags'
 */
public record EntitySpan(String type, int start, int end, String text, float score) {}
