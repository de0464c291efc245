/**
 * Proofs by running: whether a plan gives each row the answer that the whole graph gives it alone,
 * for rows together, rows in slices, given states and starts of sequences.
 */
@NullMarked
package dev.unroll.plan.prove;

import org.jspecify.annotations.NullMarked;
