/** The entry point. */
@NullMarked
package dev.unroll;

import org.jspecify.annotations.NullMarked;
