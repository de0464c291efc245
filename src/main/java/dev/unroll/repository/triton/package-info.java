/**
 * A model's {@code config.pbtxt} as Triton has it: read, checked against the graph, and errors that
 * point at its lines.
 */
@NullMarked
package dev.unroll.repository.triton;

import org.jspecify.annotations.NullMarked;
