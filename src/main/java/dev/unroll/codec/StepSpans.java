package dev.unroll.codec;

/**
 * Which piece of the text each step stands for, in Unicode code points from the start of the text.
 * White space around a piece is not part of it, unless the piece is nothing else. A step that
 * stands for no text (a special token) has an empty span.
 *
 * @param text the client's text
 * @param starts the first code point, one a step
 * @param ends one past the last code point, one a step
 */
public record StepSpans(String text, int[] starts, int[] ends) {
  public StepSpans {
    if (starts.length != ends.length) {
      throw new IllegalArgumentException(
          starts.length + " starts do not fit " + ends.length + " ends");
    }
  }

  /** How many steps. */
  public int steps() {
    return starts.length;
  }

  /** The text before a step's piece. */
  public String before(int step) {
    return text.substring(0, text.offsetByCodePoints(0, starts[step]));
  }

  /** The text after a step's piece. */
  public String after(int step) {
    return text.substring(text.offsetByCodePoints(0, ends[step]));
  }

  /** Whether a step stands for no text. */
  public boolean isEmpty(int step) {
    return starts[step] == ends[step];
  }
}
