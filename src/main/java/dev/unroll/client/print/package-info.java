/**
 * How answers and models look on a terminal, and as lines of JSON. Its library: JLine's widths of
 * characters.
 */
@NullMarked
package dev.unroll.client.print;

import org.jspecify.annotations.NullMarked;
