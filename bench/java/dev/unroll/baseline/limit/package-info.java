/** What the machine could do: ONNX Runtime called in a loop, with nothing around it. */
@NullMarked
package dev.unroll.baseline.limit;

import org.jspecify.annotations.NullMarked;
