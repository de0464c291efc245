/**
 * Sequences that a client continues over several requests: their rows, the order of their requests,
 * their timeouts.
 */
@NullMarked
package dev.unroll.inference.sequence;

import org.jspecify.annotations.NullMarked;
