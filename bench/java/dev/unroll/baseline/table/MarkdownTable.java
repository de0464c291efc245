package dev.unroll.baseline.table;

import java.util.ArrayList;
import java.util.List;

/** A table that reads well as it is and as Markdown. */
final class MarkdownTable {
  private final List<String> heads;
  private final List<List<String>> lines = new ArrayList<>();

  MarkdownTable(String... heads) {
    this(List.of(heads));
  }

  MarkdownTable(List<String> heads) {
    this.heads = List.copyOf(heads);
  }

  /**
   * Adds a line.
   *
   * @throws IllegalArgumentException where it has another number of cells than the head
   */
  void line(List<String> cells) {
    if (cells.size() != heads.size()) {
      throw new IllegalArgumentException(
          "a line of " + cells.size() + " cells under " + heads.size() + " heads");
    }
    lines.add(List.copyOf(cells));
  }

  void line(String... cells) {
    line(List.of(cells));
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
