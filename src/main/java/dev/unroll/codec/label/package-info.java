/** Converts a graph's outputs to labels, tags and entities with scores. */
@NullMarked
package dev.unroll.codec.label;

import org.jspecify.annotations.NullMarked;
