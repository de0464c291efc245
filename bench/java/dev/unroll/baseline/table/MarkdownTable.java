package dev.unroll.baseline.table;

import java.util.ArrayList;
import java.util.List;

/** A table that reads well as it is and as Markdown. */
final class MarkdownTable {
  private final List<String> heads;
  private final List<List<String>> lines = new ArrayList<>();

  MarkdownTable(String... heads) {
    this.heads = List.of(heads);
  }

  /**
   * Adds a line.
   *
   * @throws IllegalArgumentException where it has another number of cells than the head
   */
  MarkdownTable line(String... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException(
          "a line of " + cells.length + " cells under " + heads.size() + " heads");
    }
    lines.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    var text = new StringBuilder(rendered(heads));
    text.append("|---".repeat(heads.size())).append("|\n");
    lines.forEach(line -> text.append(rendered(line)));
    return text.toString();
  }

  private static String rendered(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
        + " |\n";
  }
}
