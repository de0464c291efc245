package dev.unroll.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.bench.Reports;
import dev.unroll.bench.measure.ServerCpu;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final Path PAGE = Path.of("docs/BENCH.md");

  @Test
  void table_hasWhatWasSeen() {
    assertEquals(
        """
        senti<ment/3 at localhost:8001, many-to-one, random token ids, uniform:16-40
        open loop, 51.5 calls/s, 2 connections, deadline 500 ms, 2.00 s after 1.00 s of warm-up, seed 7

        calls           sent 103   answered 100   wrong 1   unfinished 1   due but not sent 2
        codes           OK 101   RESOURCE_EXHAUSTED 1
        rates           45.0 calls/s   2,250 steps/s
        server CPU      900 ms   10.0 ms a call   200 µs a step
        own CPU         250 ms

        latency               count        p50        p90        p99      p99.9        max       mean
        answered                100    50.0 ms    90.0 ms    99.0 ms     100 ms     100 ms    50.5 ms
        refused                   1    5.00 ms    5.00 ms    5.00 ms    5.00 ms    5.00 ms    5.00 ms
        sent late by              1    50.2 µs    50.2 µs    50.2 µs    50.2 µs    50.2 µs    49.9 µs

        steps                 count        p50        p99
        16–31                     2    2.00 ms    4.00 ms
        32–63                     1    8.00 ms    8.00 ms

        WRONG 1 time: an answer of 2 steps where 3 were sent
        RESOURCE_EXHAUSTED 1 time: full of <rows>
        """,
        table(Reports.open()));
  }

  @Test
  void table_withoutAnAnswer_saysSo() {
    var table = table(Reports.silent());
    assertTrue(table.contains("steps           sent 0   answered 0\n"), table);
    assertFalse(table.contains("latency"), table);
    assertTrue(table.contains("2000 live streams, 10.0 steps/s each"), table);
    assertFalse(Reports.silent().hasAnswers());
  }

  @Test
  void json_hasTheNumbers() {
    var json = JsonReport.of(Reports.open());
    assertEquals(103L, json.get("sent"));
    assertEquals(100L, json.get("answered"));
    assertEquals(Map.of("OK", 101L, "RESOURCE_EXHAUSTED", 1L), json.get("codes"));
    assertEquals(2.0, json.get("duration_seconds"));
    assertEquals(45.0, json.get("calls_per_second"));
    assertEquals(2250.0, json.get("steps_per_second"));
    assertEquals(0.099, number(json, "latency_seconds", "p99"), 1e-4);
    assertEquals(0.1, number(json, "latency_seconds", "max"), 1e-4);
    assertEquals(0.005, number(json, "refusal_latency_seconds", "p50"), 1e-5);
    var percentiles =
        (List<?>) Objects.requireNonNull(map(json, "latency_seconds").get("percentiles"));
    assertEquals(List.of(0.0, 0.001), rounded(percentiles.get(0)));
    assertTrue(
        percentiles.stream().map(ReportTest::rounded).toList().contains(List.of(50.0, 0.05)));
    assertEquals(List.of(100.0, 0.1), rounded(percentiles.get(percentiles.size() - 1)));
    assertNull(json.get("first_piece_latency_seconds"));
    assertEquals(
        0.01, (double) Objects.requireNonNull(json.get("server_cpu_seconds_per_call")), 1e-9);
    assertEquals("open", map(json, "workload").get("loop"));
    assertEquals(51.5, map(json, "workload").get("rate_per_second"));
    var classes = (List<?>) Objects.requireNonNull(json.get("by_steps"));
    assertEquals(2, classes.size());
    assertEquals(List.of("from", "to", "count", "p50", "p99"), names(classes.get(0)));
  }

  @Test
  void json_ofLiveStreams_hasNoCalls() {
    var json = JsonReport.of(Reports.silent());
    assertEquals("live", map(json, "workload").get("loop"));
    assertEquals(2_000, map(json, "workload").get("streams"));
    assertNull(json.get("calls_per_second"));
    assertNull(json.get("latency_seconds"));
    assertEquals(0.0, json.get("steps_per_second"));
  }

  /** The page promises these names; programs rely on them. */
  @Test
  void json_namesAreThoseOfThePage() throws IOException {
    var onPage = new ArrayList<String>();
    var row = Pattern.compile("^\\| `([a-z0-9_.]+)` \\|");
    var page = Files.readString(PAGE);
    for (var line : page.substring(page.indexOf("## The JSON")).lines().toList()) {
      var matcher = row.matcher(line);
      if (matcher.find()) {
        onPage.add(matcher.group(1));
      }
    }
    var json = JsonReport.of(Reports.open());
    var written = new ArrayList<String>();
    for (var name : json.keySet()) {
      written.add(name);
      if (name.equals("workload")) {
        map(json, name).keySet().forEach(inner -> written.add("workload." + inner));
      }
    }
    assertEquals(written, onPage);
  }

  @Test
  void html_hasTheTableAndTheJson() throws IOException {
    for (var report : List.of(Reports.open(), Reports.silent())) {
      var json = new ObjectMapper().writeValueAsString(JsonReport.of(report));
      var page = HtmlReport.of(report, json);
      assertEquals("senti<ment under load", text(page, "h1"));
      assertEquals("senti<ment under load", text(page, "title"));
      assertEquals(table(report), text(page, "pre"));
      assertEquals(json, json(page));
      assertTrue(page.contains("* Chart.js v"));
    }
  }

  @Test
  void html_asksForNothing() {
    var page = HtmlReport.of(Reports.open(), "{}");
    assertTrue(
        page.contains("content=\"default-src 'none'; script-src 'unsafe-inline'; style-src"));
    for (var request : List.of(" src=", " href=", "<link", "@import", "url(", "http://")) {
      assertFalse(withoutLibrary(page).contains(request), request);
    }
  }

  /** A model's name is whatever its folder is called. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "</pre></title><img src=x onerror=alert(1)>",
        "&lt;b&gt;",
        "{{json}}",
        "$1\\",
        "\"]}'`${alert(1)}"
      })
  void html_ofAModelWithAHostileName_hasItAsText(String name) throws IOException {
    var report = Reports.ofModel(name);
    var json = new ObjectMapper().writeValueAsString(JsonReport.of(report));
    var page = HtmlReport.of(report, json);
    assertEquals(name + " under load", text(page, "h1"));
    assertEquals(name + " under load", text(page, "title"));
    assertEquals(table(report), text(page, "pre"));
    assertEquals(json, json(page));
    assertEquals(tags(HtmlReport.of(Reports.ofModel("plain"), "{}")), tags(page));
  }

  /** Of the only element of that name, as a browser would read it. */
  private static String text(String page, String element) {
    var inside = page.split("</?" + element + ">", -1);
    assertEquals(3, inside.length, element);
    assertFalse(inside[1].contains("<"), inside[1]);
    return inside[1].replace("&lt;", "<").replace("&amp;", "&");
  }

  /** What the page's script parses, written anew. */
  private static String json(String page) throws IOException {
    var start = "<script type=\"application/json\" id=\"report\">";
    int from = page.indexOf(start) + start.length();
    var text = page.substring(from, page.indexOf("<", from));
    return new ObjectMapper().readTree(text).toString();
  }

  /** All beginnings of tags and comments outside of the library. */
  private static List<String> tags(String page) {
    return Pattern.compile("<[/!]?[a-z-]+", Pattern.CASE_INSENSITIVE)
        .matcher(withoutLibrary(page))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static String withoutLibrary(String page) {
    int from = page.indexOf("/*!\n * Chart.js");
    return page.substring(0, from) + page.substring(page.indexOf("</script>", from));
  }

  @Test
  void serverCpu_isReadInSeconds() {
    var page =
        """
        # TYPE process_cpu_time_ns_total counter
        process_cpu_time_ns_total 3.58E9
        process_cpu_usage 0.0
        """;
    assertEquals(3.58, ServerCpu.parse(page).orElseThrow(), 1e-9);
    assertTrue(ServerCpu.parse("process_cpu_usage 0.0\n").isEmpty());
  }

  private static String table(Report report) {
    var bytes = new ByteArrayOutputStream();
    TableReport.print(report, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static Map<?, ?> map(Map<String, @Nullable Object> json, String name) {
    return (Map<?, ?>) Objects.requireNonNull(json.get(name), name);
  }

  private static double number(Map<String, @Nullable Object> json, String name, String inner) {
    return (double) Objects.requireNonNull(map(json, name).get(inner));
  }

  /** HdrHistogram keeps three digits. */
  private static List<Double> rounded(Object pair) {
    return ((List<?>) pair)
        .stream().map(number -> Math.round((double) number * 1e3) / 1e3).toList();
  }

  private static List<String> names(Object map) {
    return ((Map<?, ?>) map).keySet().stream().map(String::valueOf).toList();
  }
}
