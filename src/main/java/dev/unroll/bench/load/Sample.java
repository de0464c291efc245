package dev.unroll.bench.load;

import dev.unroll.v1.Input;

/**
 * One input to be sent.
 *
 * @param steps how many steps it has; 0 where only the server can tell, as of a text
 */
record Sample(Input input, int steps) {}
