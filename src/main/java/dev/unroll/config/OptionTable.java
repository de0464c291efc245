package dev.unroll.config;

import java.util.stream.Collectors;

/** The options as documentation. */
final class OptionTable {
  private OptionTable() {}

  /** A Markdown table of all options; {@code docs/CONFIGURATION.md} holds exactly this. */
  static String markdown() {
    return """
    | flag | variable | default | allowed | what it does |
    |---|---|---|---|---|
    """
        + Options.all().stream().map(OptionTable::row).collect(Collectors.joining());
  }

  private static String row(Option<?> option) {
    return "| `%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            option.flag(),
            option.variable(),
            option.fallback().map(text -> "`" + text + "`").orElse(""),
            option.allowed(),
            option.description());
  }
}
