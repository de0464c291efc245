/**
 * Finds a plan for an ONNX file: tries the layouts of the graph's tensors, proposes plans, and
 * takes the best one that is proven.
 */
@NullMarked
package dev.unroll.plan.planner;

import org.jspecify.annotations.NullMarked;
