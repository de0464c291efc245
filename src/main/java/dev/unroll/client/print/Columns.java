package dev.unroll.client.print;

import org.jline.utils.WCWidth;

/**
 * How wide a text is on a terminal, where Korean, Chinese, Japanese and emoji take two columns a
 * character and accents take none.
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

  /** The text, and blanks up to that many columns. */
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /** Blanks up to that many columns, and the text. */
  static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - width(text))) + text;
  }

  /** The text cut to that many columns, with an ellipsis where it was. */
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

  /** Without control characters: what a server or a model says must not steer the terminal. */
  public static String printable(String text) {
    var printable = new StringBuilder(text.length());
    text.codePoints()
        .map(character -> Character.isISOControl(character) ? ' ' : character)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  /** Of what a reader takes for the one character there; control characters have none. */
  private static int width(String text, int at) {
    return Math.max(0, WCWidth.wcwidthForGraphemeCluster(text, at));
  }

  private static int end(String text, int at) {
    return at + WCWidth.charCountForGraphemeCluster(text, at);
  }
}
