package dev.unroll.plan.independence;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of operators in docs/PLANS.md, held to the code. */
class OperatorsPageTest {
  @Test
  void page_holdsTheTableOfOperators() throws Exception {
    var table =
        Operators.GROUPS.stream()
            .map(group ->
                "| "
                    + group.kind()
                    + " | "
                    + group.names().stream()
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(" "))
                    + " | "
                    + group.effect()
                    + " |")
            .collect(Collectors.joining("\n"));
    var page = Files.readString(Path.of("docs/PLANS.md"));
    assertTrue(page.contains(table), "docs/PLANS.md must hold these lines:\n" + table);
  }
}
