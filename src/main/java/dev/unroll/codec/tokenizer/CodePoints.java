package dev.unroll.codec.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** A text as an array of Unicode code points, which spans count. */
public final class CodePoints {
  /** A run of code points, {@code [start, end)}. */
  public record Span(int start, int end) {}

  /** Hangul's letters after the first of a syllable, and those of old Korean. */
  private static final int FIRST_VOWEL = 0x1160;

  private static final int LAST_CONSONANT = 0x11FF;
  private static final int FIRST_OLD_VOWEL = 0xD7B0;
  private static final int LAST_OLD_CONSONANT = 0xD7FB;

  private final int[] points;

  public CodePoints(String text) {
    this.points = text.codePoints().toArray();
  }

  int length() {
    return points.length;
  }

  public String slice(int start, int end) {
    return new String(points, start, end - start);
  }

  private boolean isWhiteSpaceAt(int index) {
    return isWhiteSpace(points[index]);
  }

  static boolean isWhiteSpace(int point) {
    // Java's two definitions and NEL together match Python's, which models are trained with.
    return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85;
  }

  /** Returns the span without the white space around it; unchanged if it is only white space. */
  Span trim(int start, int end) {
    int first = start;
    while (first < end && isWhiteSpaceAt(first)) {
      first++;
    }
    if (first == end) {
      return new Span(start, end);
    }
    int last = end;
    while (isWhiteSpaceAt(last - 1)) {
      last--;
    }
    return new Span(first, last);
  }

  /**
   * Returns whether a code point continues the character before it: an accent, or the second or
   * third letter of a Hangul syllable that is written decomposed.
   */
  boolean continuesCharacter(int index) {
    int point = points[index];
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default ->
          (point >= FIRST_VOWEL && point <= LAST_CONSONANT)
              || (point >= FIRST_OLD_VOWEL && point <= LAST_OLD_CONSONANT);
    };
  }

  /** Returns the maximal runs without white space, in order. */
  public List<Span> words() {
    var words = new ArrayList<Span>();
    int index = 0;
    while (index < points.length) {
      if (isWhiteSpaceAt(index)) {
        index++;
        continue;
      }
      int start = index;
      while (index < points.length && !isWhiteSpaceAt(index)) {
        index++;
      }
      words.add(new Span(start, index));
    }
    return words;
  }
}
