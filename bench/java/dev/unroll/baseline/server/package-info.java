/**
 * Servers to compare with: the wire of Unroll, and behind it what other servers do. They are for
 * the bench alone, and take care of nothing that a bench does not send.
 */
@NullMarked
package dev.unroll.baseline.server;

import org.jspecify.annotations.NullMarked;
