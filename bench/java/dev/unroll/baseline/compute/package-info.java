/** ONNX Runtime used as its manual says: what other servers do with sequences. */
@NullMarked
package dev.unroll.baseline.compute;

import org.jspecify.annotations.NullMarked;
