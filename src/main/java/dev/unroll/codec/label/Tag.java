package dev.unroll.codec.label;

/**
 * The tag of a step or a word.
 *
 * @param start in code points of the text; if the input was not text, the step's index, unsigned
 *     and modulo 2^32
 * @param end exclusive
 * @param text the tagged text; empty if the input was not text
 */
public record Tag(String tag, float score, int start, int end, String text) {}
