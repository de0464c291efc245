/** Who sends what, and when: closed, open and live load, and the inputs that it sends. */
@NullMarked
package dev.unroll.bench.load;

import org.jspecify.annotations.NullMarked;
