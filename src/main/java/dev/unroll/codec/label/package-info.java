/** Numbers of a graph to labels, tags and entities with their scores. */
@NullMarked
package dev.unroll.codec.label;

import org.jspecify.annotations.NullMarked;
