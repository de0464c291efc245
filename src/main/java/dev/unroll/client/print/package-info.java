/**
 * Prints answers and models on a terminal or as JSON. Its library is JLine, for the widths of
 * characters.
 */
@NullMarked
package dev.unroll.client.print;

import org.jspecify.annotations.NullMarked;
