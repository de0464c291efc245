/**
 * Runs that show whether a plan answers as the whole graph does for each row alone: rows together,
 * rows in slices, states, starts.
 */
@NullMarked
package dev.unroll.plan.prove;

import org.jspecify.annotations.NullMarked;
