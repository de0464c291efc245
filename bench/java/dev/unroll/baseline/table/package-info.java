/**
 * Runs the workloads against Unroll and against the baselines, and prints what came of it as
 * ratios.
 */
@NullMarked
package dev.unroll.baseline.table;

import org.jspecify.annotations.NullMarked;
