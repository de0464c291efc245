package dev.unroll.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The tables of docs/METRICS.md. */
final class MetricsPage {
  private static final Path PAGE = Path.of("docs/METRICS.md");
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| ([^|]*) \\| .*");

  private MetricsPage() {}

  /**
   * A row.
   *
   * @param labels in order of the alphabet
   */
  record Metric(String type, List<String> labels) {}

  /** By name. */
  static Map<String, Metric> read() throws IOException {
    var metrics = new TreeMap<String, Metric>();
    for (var line : Files.readAllLines(PAGE)) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        var labels =
            row.group(3).isBlank()
                ? List.<String>of()
                : List.of(row.group(3).replace("`", "").strip().split(", "));
        metrics.put(row.group(1), new Metric(row.group(2), labels));
      }
    }
    return metrics;
  }
}
