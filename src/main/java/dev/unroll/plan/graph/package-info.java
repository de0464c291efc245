/**
 * Reads an ONNX graph from its file, finds its recurrent nodes and states, and cuts it into smaller
 * graphs.
 */
@NullMarked
package dev.unroll.plan.graph;

import org.jspecify.annotations.NullMarked;
