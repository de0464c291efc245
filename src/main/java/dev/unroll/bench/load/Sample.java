package dev.unroll.bench.load;

import dev.unroll.v1.Input;

/**
 * An input to send.
 *
 * @param steps its number of steps; 0 if only the server knows it, as for a text
 */
record Sample(Input input, int steps) {}
