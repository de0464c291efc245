package dev.unroll.codec;

/**
 * The span of the text that each step stands for, in Unicode code points from the start of the
 * text. A span excludes the white space around it, unless it is only white space. A step that
 * stands for no text (a special token) has an empty span.
 *
 * @param text the client's text
 * @param starts the first code point of each step
 * @param ends one past the last code point of each step
 */
public record StepSpans(String text, int[] starts, int[] ends) {
  public StepSpans {
    if (starts.length != ends.length) {
      throw new IllegalArgumentException(
          starts.length + " starts do not fit " + ends.length + " ends");
    }
  }

  /** Returns the number of steps. */
  public int steps() {
    return starts.length;
  }

  /** Returns the text before a step's span. */
  public String before(int step) {
    return text.substring(0, text.offsetByCodePoints(0, starts[step]));
  }

  /** Returns the text after a step's span. */
  public String after(int step) {
    return text.substring(text.offsetByCodePoints(0, ends[step]));
  }

  /** Returns whether a step stands for no text. */
  public boolean isEmpty(int step) {
    return starts[step] == ends[step];
  }
}
