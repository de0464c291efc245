/** What each kind of operator does to rows and steps, and the run of a graph over what is known. */
@NullMarked
package dev.unroll.plan.independence.operator;

import org.jspecify.annotations.NullMarked;
