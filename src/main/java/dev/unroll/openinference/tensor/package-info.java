/**
 * The protocol's tensors: reads them from requests, checks their types and shapes against the
 * model, and writes them to responses. A request of several rows is split into rows, and their
 * answers are packed again.
 */
@NullMarked
package dev.unroll.openinference.tensor;

import org.jspecify.annotations.NullMarked;
