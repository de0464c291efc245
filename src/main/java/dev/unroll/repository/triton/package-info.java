/**
 * Triton's {@code config.pbtxt}: reading it, checking it against the graph, and errors that name
 * its lines.
 */
@NullMarked
package dev.unroll.repository.triton;

import org.jspecify.annotations.NullMarked;
