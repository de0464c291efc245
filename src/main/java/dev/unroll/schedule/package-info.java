/**
 * The scheduler: it queues rows, chooses the next slice, runs it on a lane and delivers the
 * answers. It uses no library.
 */
@NullMarked
package dev.unroll.schedule;

import org.jspecify.annotations.NullMarked;
