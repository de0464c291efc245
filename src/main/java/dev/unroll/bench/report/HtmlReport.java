package dev.unroll.bench.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report as one HTML page that loads nothing from the network. It has the table, the JSON, and
 * Chart.js, which draws the charts from the JSON.
 */
public final class HtmlReport {
  private static final String PAGE = "report.html";

  /** The version must match the one in the pom. */
  private static final String CHARTS =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private HtmlReport() {}

  /**
   * Returns the page.
   *
   * @param json the text of {@link JsonReport}
   */
  public static String of(Report report, String json) {
    var table = new ByteArrayOutputStream();
    TableReport.print(report, new PrintStream(table, true, StandardCharsets.UTF_8));
    var parts =
        Map.of(
            "title", escaped(report.workload().model() + " under load"),
            "table", escaped(table.toString(StandardCharsets.UTF_8)),
            "json", escapedJson(json),
            "library", resource(CHARTS));
    // A single pass, so that a placeholder inside an inserted part is not replaced.
    return PLACE
        .matcher(resource(PAGE))
        .replaceAll(
            place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)))));
  }

  /** Escapes text between tags. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  /** Escapes {@code <}, which alone could end the script. In JSON it occurs only in strings. */
  private static String escapedJson(String json) {
    return json.replace("<", "\\u003c");
  }

  private static String resource(String name) {
    try (var file = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
