/** The rules for each kind of operator, and the abstract run of a graph by these rules. */
@NullMarked
package dev.unroll.plan.independence.operator;

import org.jspecify.annotations.NullMarked;
