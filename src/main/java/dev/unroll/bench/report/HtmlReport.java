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
 * A report as one page that asks for nothing from the network: the table, and Chart.js, which draws
 * the curves from the JSON that is in the page.
 */
public final class HtmlReport {
  private static final String PAGE = "report.html";

  /** With the version in the pom. */
  private static final String CHARTS =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private HtmlReport() {}

  /**
   * The page.
   *
   * @param json what {@link JsonReport} has, as text
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
    // In one pass: a part that has the name of another's place in it stays as it is.
    return PLACE
        .matcher(resource(PAGE))
        .replaceAll(
            place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)))));
  }

  /** Text between tags. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  /** Within a script nothing else ends it, and in JSON it stands in texts only. */
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
