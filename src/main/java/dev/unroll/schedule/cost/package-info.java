/** How long a slice of a stage takes: measured when a model is loaded, learned while it serves. */
@NullMarked
package dev.unroll.schedule.cost;

import org.jspecify.annotations.NullMarked;
