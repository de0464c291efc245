/** The form and the level of the server's log. */
@NullMarked
package dev.unroll.logging;

import org.jspecify.annotations.NullMarked;
