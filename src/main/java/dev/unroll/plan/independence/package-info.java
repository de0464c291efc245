/**
 * Decides from a graph alone whether its rows may share a run and whether its time may be cut. It
 * is an abstract interpretation that knows for each tensor which axis is rows and which is steps.
 */
@NullMarked
package dev.unroll.plan.independence;

import org.jspecify.annotations.NullMarked;
