/**
 * Sequences that a client continues over several requests: their rows, their turns, their timeouts.
 */
@NullMarked
package dev.unroll.inference.sequence;

import org.jspecify.annotations.NullMarked;
