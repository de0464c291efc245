/**
 * From a file to a plan: finds the layout of the graph's tensors by trial, proposes plans, and
 * takes the best one that is proven.
 */
@NullMarked
package dev.unroll.plan.planner;

import org.jspecify.annotations.NullMarked;
