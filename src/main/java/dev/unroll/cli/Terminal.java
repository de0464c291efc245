package dev.unroll.cli;

import dev.unroll.client.print.Screen;
import picocli.CommandLine.Help.Ansi;

/** What the terminal says about itself. */
final class Terminal {
  private static final int LEAST_COLUMNS = 40;

  private Terminal() {}

  /** Colours on a terminal only, and not where NO_COLOR is set. */
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
