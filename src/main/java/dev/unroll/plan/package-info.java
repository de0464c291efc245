/**
 * From an ONNX file to a plan: reads the graph, finds its axes and states, proposes stages and
 * proves them by running both. Its currency: stages.
 */
@NullMarked
package dev.unroll.plan;

import org.jspecify.annotations.NullMarked;
