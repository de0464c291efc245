/**
 * How generated output is chosen from logits: greedy, sampled, or by beam search; and how given
 * output is scored.
 */
@NullMarked
package dev.unroll.schedule.decode;

import org.jspecify.annotations.NullMarked;
