package dev.unroll.core;

/** Quotes what a client has written, for error messages. */
public final class Quote {
  /** A longer text is shortened, since a client that sends a book must not get it back. */
  private static final int SHOWN_CODE_POINTS = 60;

  private Quote() {}

  /** Returns the text in quotation marks, shortened if it is long. */
  public static String of(String text) {
    if (text.codePointCount(0, text.length()) <= SHOWN_CODE_POINTS) {
      return "'" + text + "'";
    }
    return "'" + text.substring(0, text.offsetByCodePoints(0, SHOWN_CODE_POINTS)) + "...'";
  }
}
