/**
 * One row's way through its plan, whatever its work is: an answer, live steps, or generated output.
 * And the sample of answered rows that is run again.
 */
@NullMarked
package dev.unroll.schedule.execution;

import org.jspecify.annotations.NullMarked;
