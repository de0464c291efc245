/**
 * The command {@code unroll inspect}: shows the plan of a graph as text, JSON or a drawing, without
 * a server.
 */
@NullMarked
package dev.unroll.inspect;

import org.jspecify.annotations.NullMarked;
