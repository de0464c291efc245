package dev.unroll.plan.planner;

import dev.unroll.plan.PlanFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of docs/PLANS.md: what becomes of each export of the zoo. */
public final class PlanTable {
  private static final Path PAGE = Path.of("docs/PLANS.md");
  private static final String HEADING =
      """
      | case | what it is | plan | difference | to the bit | why not better |
      |---|---|---|---|---|---|
      """;

  /**
   * One line of the table.
   *
   * @param difference the order of magnitude of the largest one; varies by machine
   * @param identical whether there was none; varies by machine
   */
  record Line(
      String name, String what, String label, String difference, String identical, String refused) {

    static Line of(ZooCase zoo, PlanFacts facts) {
      double largest = facts.proof().largestDifference();
      var difference = largest == 0 ? "0" : "1e" + (int) Math.floor(Math.log10(largest));
      var refused =
          facts.refused().stream()
              .map(reason -> reason.lines().findFirst().orElse(""))
              .collect(Collectors.joining("; "));
      return new Line(
          zoo.name(),
          zoo.facts().get("what").asText(),
          facts.label(),
          difference,
          facts.proof().bitIdentical() ? "yes" : "no",
          refused);
    }

    /** Without what varies by machine. */
    Line lasting() {
      return new Line(name, what, label, "", "", refused);
    }

    private String markdown() {
      return "| `%s` | %s | `%s` | %s | %s | %s |\n"
          .formatted(name, what, label, difference, identical, refused);
    }
  }

  private PlanTable() {}

  static String markdown(List<Line> lines) {
    return HEADING + lines.stream().map(Line::markdown).collect(Collectors.joining());
  }

  /** The page's table. */
  static List<Line> written() {
    try {
      var page = Files.readString(PAGE);
      var lines = new ArrayList<Line>();
      page.substring(page.indexOf(HEADING) + HEADING.length())
          .lines()
          .takeWhile(line -> line.startsWith("|"))
          .forEach(line -> {
            var cells = line.replace("`", "").split("\\|", -1);
            lines.add(
                new Line(
                    cells[1].strip(),
                    cells[2].strip(),
                    cells[3].strip(),
                    cells[4].strip(),
                    cells[5].strip(),
                    cells[6].strip()));
          });
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page's plan for each case. */
  public static Map<String, String> labels() {
    return written().stream().collect(Collectors.toMap(Line::name, Line::label));
  }
}
