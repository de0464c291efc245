package dev.unroll.codec.tokenizer;

import java.util.Arrays;

/**
 * Decodes generated ids piece by piece, so that the joined pieces are the text of all ids.
 *
 * <p>The text of a token depends on its neighbours: a part of a character is not text yet, and the
 * first token of a text loses its space. So a piece is the difference between two decodings of a
 * <em>window</em> of the last ids: up to the previous piece, and up to now. The window begins at
 * the start of an earlier piece, so decoders do not treat it as the start of the text. The window,
 * and so the cost of a token, does not grow with the text.
 *
 * <p>Not thread-safe. Each output needs its own instance.
 */
public final class TextPieces {
  /** The replacement character, for bytes that are not a character, or not yet. */
  private static final char HALF_A_CHARACTER = '\uFFFD';

  /** Above this many withheld ids, decoding is tried only when they are a power of two. */
  private static final int PATIENT_IDS = 32;

  /** A window that is only white space does not grow beyond this length. */
  private static final int LONGEST_BLANK_WINDOW = 256;

  private final TextTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final StringBuilder released = new StringBuilder();

  /** The ids that are part of the text; special and unknown ids are not. */
  private long[] ids = new long[64];

  private int size;
  private int windowStart;
  private int releasedEnd;
  private String windowText = "";

  public TextPieces(TextTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.vocabulary = tokenizer.vocabulary();
  }

  /** Adds the next id. Returns the text that is certain by now, which may be empty. */
  public String append(long id) {
    if (!vocabulary.isText(id)) {
      return "";
    }
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
    }
    ids[size++] = id;
    if (isTooEarly(size - releasedEnd, id)) {
      return "";
    }
    var text = decode(windowStart, size);
    boolean isStable =
        text.length() > windowText.length()
            && text.startsWith(windowText)
            && text.charAt(text.length() - 1) != HALF_A_CHARACTER;
    return isStable ? release(text) : "";
  }

  private boolean isTooEarly(int withheld, long id) {
    // A run of byte tokens that is not valid text decodes differently as a whole.
    return vocabulary.isByte(id) || (withheld > PATIENT_IDS && Integer.bitCount(withheld) != 1);
  }

  private String release(String text) {
    var piece = text.substring(windowText.length());
    // A decoder may strip spaces at the start of a text, so a window must not begin with spaces.
    if (!piece.isBlank() || size - windowStart > LONGEST_BLANK_WINDOW) {
      windowStart = releasedEnd;
      windowText = decode(windowStart, size);
    } else {
      windowText = text;
    }
    releasedEnd = size;
    released.append(piece);
    return piece;
  }

  /**
   * Returns the text that is still withheld, after the last id. Nothing may be appended afterwards.
   */
  public String finish() {
    var whole = decode(0, size);
    var said = released.toString();
    var rest = whole.startsWith(said) ? whole.substring(said.length()) : "";
    released.append(rest);
    releasedEnd = size;
    return rest;
  }

  /** Returns all pieces so far, joined; after {@link #finish}, the text of all ids. */
  public String text() {
    return released.toString();
  }

  private String decode(int from, int to) {
    return tokenizer.decode(Arrays.copyOfRange(ids, from, to));
  }
}
