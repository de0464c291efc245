package dev.unroll.client.print;

/**
 * The capabilities of the terminal.
 *
 * @param colours whether it supports ANSI colours
 * @param columns the width of a line in characters
 */
public record Screen(boolean colours, int columns) {
  /** A file or a pipe. */
  public static final Screen PLAIN = new Screen(false, 100);

  public String bold(String text) {
    return inked("1", text);
  }

  public String dim(String text) {
    return inked("2", text);
  }

  String green(String text) {
    return inked("32", text);
  }

  public String red(String text) {
    return inked("31", text);
  }

  String cyan(String text) {
    return inked("36", text);
  }

  String yellow(String text) {
    return inked("33", text);
  }

  private String inked(String code, String text) {
    return colours && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
