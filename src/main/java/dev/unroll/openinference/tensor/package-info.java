/**
 * The protocol's tensors: their types and shapes held to the model's, read from requests and
 * written to responses. A request of several rows is taken apart and its answers are packed again.
 */
@NullMarked
package dev.unroll.openinference.tensor;

import org.jspecify.annotations.NullMarked;
