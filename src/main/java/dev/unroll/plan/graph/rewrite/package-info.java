/** Rewrites of a graph before anything is known about it, which leave its answers as they are. */
@NullMarked
package dev.unroll.plan.graph.rewrite;

import org.jspecify.annotations.NullMarked;
