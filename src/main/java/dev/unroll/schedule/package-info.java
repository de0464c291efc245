/**
 * Rows, slices and lanes: decides what runs next, runs it, delivers the answers. Plain Java; the
 * only room that reads a clock. Its currency: slices.
 */
@NullMarked
package dev.unroll.schedule;

import org.jspecify.annotations.NullMarked;
