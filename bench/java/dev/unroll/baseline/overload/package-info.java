/**
 * A load generator for a server that is far over its capacity. It has one core, so it is cheap: one
 * thread, requests that are built beforehand, and no exception for a refused call.
 */
@NullMarked
package dev.unroll.baseline.overload;

import org.jspecify.annotations.NullMarked;
