/** How generated output is chosen from logits: greedy, sampled, or by beam search. */
@NullMarked
package dev.unroll.schedule.decode;

import org.jspecify.annotations.NullMarked;
