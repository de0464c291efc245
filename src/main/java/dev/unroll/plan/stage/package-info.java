/**
 * One run of one graph over the rows of a slice: which tensor a channel of a row becomes, and how
 * rows are gathered and scattered.
 */
@NullMarked
package dev.unroll.plan.stage;

import org.jspecify.annotations.NullMarked;
