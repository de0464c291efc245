/** The kinds of load (closed, open and live), and the inputs that they send. */
@NullMarked
package dev.unroll.bench.load;

import org.jspecify.annotations.NullMarked;
