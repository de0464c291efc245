package dev.unroll.codec.label;

/**
 * A tag for a piece of the input.
 *
 * @param start in code points of the text; the step's index, unsigned and modulo 2^32, where the
 *     input was no text
 * @param end exclusive
 * @param text the piece; empty where the input was no text
 */
public record Tag(String tag, float score, int start, int end, String text) {}
