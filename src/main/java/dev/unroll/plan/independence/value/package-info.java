/**
 * What is known of a tensor in the abstract run: its axes, their sizes, and which of its places
 * depend on which rows and steps.
 */
@NullMarked
package dev.unroll.plan.independence.value;

import org.jspecify.annotations.NullMarked;
