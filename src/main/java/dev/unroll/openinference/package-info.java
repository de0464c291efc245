/**
 * The Open Inference Protocol: tensors in, tensors out, for clients of Triton and KServe. It makes
 * rows of what they send and packs the rows' answers back. Its currency is the protocol's messages.
 */
@NullMarked
package dev.unroll.openinference;

import org.jspecify.annotations.NullMarked;
