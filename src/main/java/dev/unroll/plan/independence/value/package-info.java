/**
 * What the abstract run knows about a tensor: its axes, their sizes, and which of its elements
 * depend on which rows and steps.
 */
@NullMarked
package dev.unroll.plan.independence.value;

import org.jspecify.annotations.NullMarked;
