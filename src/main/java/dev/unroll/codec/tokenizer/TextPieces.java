package dev.unroll.codec.tokenizer;

import java.util.Arrays;

/**
 * Turns generated ids into text piece by piece, so that the pieces joined are the text of all ids.
 *
 * <p>What a token adds depends on its neighbours: half a character adds nothing yet, and the first
 * token of a text loses its space. So a piece is the difference between two decodings of the last
 * few ids, the <em>window</em>: up to what was released before, and up to now. The window begins
 * where an earlier piece began, so that it starts inside the text as seen by every decoder; its
 * length does not grow with the text, so neither does the cost of a token.
 *
 * <p>Not safe for use by many threads: one instance for each output, used by one thread at a time.
 */
public final class TextPieces {
  /** What stands for bytes that are no character, or not yet. */
  private static final char HALF_A_CHARACTER = '\uFFFD';

  /** Above this many withheld ids, decoding is tried only each time their number doubles. */
  private static final int PATIENT_IDS = 32;

  /** A window of nothing but white space is given up at this length. */
  private static final int LONGEST_BLANK_WINDOW = 256;

  private final TextTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final StringBuilder released = new StringBuilder();

  /** The ids that add to the text: neither special nor unknown. */
  private long[] ids = new long[64];

  private int size;
  private int windowStart;
  private int releasedEnd;
  private String windowText = "";

  public TextPieces(TextTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.vocabulary = tokenizer.vocabulary();
  }

  /** Takes the next id; returns what can be said of the text by now, perhaps nothing. */
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
    // A run of bytes that turns out to be no text is decoded otherwise as a whole.
    return vocabulary.isByte(id) || (withheld > PATIENT_IDS && Integer.bitCount(withheld) != 1);
  }

  private String release(String text) {
    var piece = text.substring(windowText.length());
    // A decoder may strip spaces at a text's start: a window must begin with something else, or it
    // would lose them.
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
   * The rest, after the last id: what was withheld for the sake of what might have followed.
   * Nothing is appended afterwards.
   */
  public String finish() {
    var whole = decode(0, size);
    var said = released.toString();
    var rest = whole.startsWith(said) ? whole.substring(said.length()) : "";
    released.append(rest);
    releasedEnd = size;
    return rest;
  }

  /** All pieces so far, joined; after {@link #finish} the text of all ids. */
  public String text() {
    return released.toString();
  }

  private String decode(int from, int to) {
    return tokenizer.decode(Arrays.copyOfRange(ids, from, to));
  }
}
