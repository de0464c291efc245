package dev.unroll.codec;

import dev.unroll.core.Fault;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The token that stands for a missing word. A sequence must have it exactly once. */
public final class Blank {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final String token;
  private final long id;
  private final Pattern written;

  /**
   * @param token how it is written in text, such as {@code [ ]}
   * @param id the token's id
   */
  public Blank(String token, long id) {
    this.token = token;
    this.id = id;
    this.written =
        Pattern.compile(
            Arrays.stream(SPACE.split(token, -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s*+")),
            Pattern.UNICODE_CHARACTER_CLASS);
  }

  public String token() {
    return token;
  }

  /**
   * Returns a text with its blanks written as the tokenizer knows them: where the token has white
   * space, a text may have any amount of it, as the wide blanks of printed exercises do.
   */
  String normalise(String text) {
    return written.matcher(text).replaceAll(Matcher.quoteReplacement(token));
  }

  /**
   * Returns the step of the blank.
   *
   * @param field the field that a fault names
   * @param inText whether the client sent text rather than ids
   * @throws Fault INVALID_ARGUMENT if there is no blank, or more than one
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
            ? "has no blank; write " + written + " once, where the word is missing"
            : "has "
                + steps.length
                + " blanks "
                + written
                + ", the first two at steps "
                + steps[0]
                + " and "
                + steps[1]
                + "; write it only once");
  }
}
