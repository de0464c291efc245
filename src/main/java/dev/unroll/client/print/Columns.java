package dev.unroll.client.print;

import org.jline.utils.WCWidth;

/**
 * The width of text on a terminal. Korean, Chinese and Japanese characters and emoji take two
 * columns; combining accents take none.
 */
public final class Columns {
  private Columns() {}

  public static int width(String text) {
    int columns = 0;
    for (int at = 0; at < text.length(); at = end(text, at)) {
      columns += width(text, at);
    }
    return columns;
  }

  /** Returns the text, padded on the right to that many columns. */
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /** Returns the text, padded on the left to that many columns. */
  static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - width(text))) + text;
  }

  /** Returns the text, shortened to that many columns with an ellipsis if it is longer. */
  static String shorten(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    int end = 0;
    for (int used = 1 + width(text, 0); used <= columns; used += width(text, end)) {
      end = end(text, end);
    }
    return text.substring(0, end) + '…';
  }

  /** Replaces control characters by spaces: a server's text must not control the terminal. */
  public static String printable(String text) {
    var printable = new StringBuilder(text.length());
    text.codePoints()
        .map(character -> Character.isISOControl(character) ? ' ' : character)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  /** Returns the width of the grapheme cluster at an index; 0 for control characters. */
  private static int width(String text, int at) {
    return Math.max(0, WCWidth.wcwidthForGraphemeCluster(text, at));
  }

  private static int end(String text, int at) {
    return at + WCWidth.charCountForGraphemeCluster(text, at);
  }
}
