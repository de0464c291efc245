package dev.unroll.core;

/**
 * Shortens texts in the middle, where an ellipsis takes the place of what is left out. A message
 * that shows a client's value shows its excerpt: a value may have megabytes, and a message goes
 * into headers, logs and terminals.
 */
public final class Excerpt {
  /** Names and ids that people give are shorter. */
  private static final int VALUE_CHARACTERS = 128;

  private static final String ELLIPSIS = "…";

  private Excerpt() {}

  /** Returns a client's value for a message: unchanged if it has at most 128 characters. */
  public static String of(String value) {
    return of(value, VALUE_CHARACTERS);
  }

  /**
   * Returns a text of at most {@code most} characters: the first two thirds of them from its start
   * and the rest from its end. Pairs of surrogates stay whole.
   *
   * @param most at least 1
   */
  public static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int kept = most - 1;
    int end = kept - kept / 3;
    int start = text.length() - kept / 3;
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    if (start < text.length() && Character.isLowSurrogate(text.charAt(start))) {
      start++;
    }
    return text.substring(0, end) + ELLIPSIS + text.substring(start);
  }
}
