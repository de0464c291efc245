/**
 * The execution of one row through its plan, for each kind of work: an answer, live steps, or
 * generated output. Also the verification of a sample of answered rows.
 */
@NullMarked
package dev.unroll.schedule.execution;

import org.jspecify.annotations.NullMarked;
