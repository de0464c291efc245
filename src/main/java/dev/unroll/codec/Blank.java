package dev.unroll.codec;

import dev.unroll.core.Fault;
import java.util.stream.IntStream;

/**
 * The step that stands for a missing word. A sequence has it exactly once.
 *
 * @param token how it is written in text, such as {@code [ ]}
 * @param id the token's id
 */
public record Blank(String token, long id) {
  /**
   * Where the blank is.
   *
   * @param field names the ids in faults
   * @param inText whether the client wrote text, and not ids
   * @throws Fault INVALID_ARGUMENT where there is none, or more than one
   */
  int step(long[] ids, String field, boolean inText) {
    var steps = IntStream.range(0, ids.length).filter(step -> ids[step] == id).toArray();
    if (steps.length == 1) {
      return steps[0];
    }
    var written = inText ? "'" + token + "'" : "id " + id + " ('" + token + "')";
    throw Fault.invalid(
        field,
        steps.length == 0
            ? "has no blank; " + written + " stands where the word is missing, once"
            : "has "
                + steps.length
                + " blanks "
                + written
                + ", the first two at steps "
                + steps[0]
                + " and "
                + steps[1]
                + "; allowed is one");
  }
}
