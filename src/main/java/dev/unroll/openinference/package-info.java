/**
 * The Open Inference Protocol, for clients of Triton and KServe. It splits request tensors into
 * rows and packs the rows' answers into response tensors.
 */
@NullMarked
package dev.unroll.openinference;

import org.jspecify.annotations.NullMarked;
