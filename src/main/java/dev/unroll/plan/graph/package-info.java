/**
 * An ONNX graph as a file has it: read, searched for recurrent nodes and states, and cut into
 * smaller graphs.
 */
@NullMarked
package dev.unroll.plan.graph;

import org.jspecify.annotations.NullMarked;
