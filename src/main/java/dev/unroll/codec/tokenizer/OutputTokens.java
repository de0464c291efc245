package dev.unroll.codec.tokenizer;

import dev.unroll.core.Fault;
import dev.unroll.core.Quote;
import dev.unroll.core.SpellingHint;
import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * The ids by which a model would write a given text. A text that its tokenizer cannot write is
 * refused, since its ids would be those of another text.
 */
public final class OutputTokens {
  /** Of shorter pieces every other piece of that length is near. */
  private static final int LEAST_HINTED = 3;

  private OutputTokens() {}

  /**
   * Returns the ids of a text, without special tokens.
   *
   * @param text without unpaired surrogates
   * @param field the name of the text in faults
   * @throws Fault INVALID_ARGUMENT if the text is empty, or the tokenizer lacks a piece of it or
   *     would write it otherwise
   */
  public static long[] of(TextTokenizer tokenizer, String text, String field) {
    var tokens = tokenizer.encode(text, false, field);
    var ids = tokens.ids();
    if (ids.length == 0) {
      throw Fault.invalid(field, "is " + Quote.of(text) + ", which is empty");
    }
    for (int step = 0; step < ids.length; step++) {
      if (!tokenizer.vocabulary().isWritten(ids[step])) {
        throw Fault.invalid(
            field, lacks(tokenizer, text, tokens.starts()[step], tokens.ends()[step]));
      }
    }
    var written = tokenizer.decode(ids);
    if (!plain(written).equals(plain(text))) {
      throw Fault.invalid(
          field,
          "is "
              + Quote.of(text)
              + ", which the model's output tokenizer writes as "
              + Quote.of(written)
              + "; give that, if it is meant");
    }
    return ids;
  }

  private static String lacks(TextTokenizer tokenizer, String text, int start, int end) {
    var piece = new CodePoints(text).slice(start, end);
    var hint =
        end - start < LEAST_HINTED
            ? ""
            : SpellingHint.hint(piece, tokenizer.vocabulary().plainTokens());
    return "is "
        + Quote.of(text)
        + ", of which the model's output tokenizer has no piece "
        + Quote.of(piece)
        + hint;
  }

  /**
   * Returns the text without what tokenizers may change although it remains the same text: white
   * space and the forms of characters.
   */
  private static String plain(String text) {
    return Normalizer.normalize(text, Form.NFKC)
        .codePoints()
        .filter(point -> !CodePoints.isWhiteSpace(point))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
