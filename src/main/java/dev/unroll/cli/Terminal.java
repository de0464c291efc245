package dev.unroll.cli;

import dev.unroll.client.print.Screen;
import picocli.CommandLine.Help.Ansi;

/** Finds out what the terminal supports. */
final class Terminal {
  private static final int LEAST_COLUMNS = 40;

  private Terminal() {}

  /** Returns a screen with colours if standard output is a terminal and NO_COLOR is not set. */
  static Screen ofStandardOutput() {
    return new Screen(Ansi.AUTO.enabled(), columns(System.getenv().getOrDefault("COLUMNS", "")));
  }

  private static int columns(String written) {
    try {
      return Math.max(LEAST_COLUMNS, Integer.parseInt(written));
    } catch (NumberFormatException notExported) {
      return Screen.PLAIN.columns();
    }
  }
}
