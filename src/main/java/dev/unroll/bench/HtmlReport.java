package dev.unroll.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** A report as one page that needs nothing else: no script, no font, nothing from the network. */
public final class HtmlReport {
  private static final double[] SHOWN = {50, 90, 99, 99.9};

  private final Report report;
  private final WorkloadWords words;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(Report report) {
    this.report = report;
    this.words = new WorkloadWords(report);
  }

  /** The page. */
  public static String of(Report report) {
    return new HtmlReport(report).page();
  }

  private String page() {
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>")
        .append(Html.escaped(report.workload().model()))
        .append(" under load</title>\n<style>\n")
        .append(Html.style())
        .append("</style>\n</head>\n<body>\n<main>\n");
    header();
    tiles();
    problems();
    var charts = new Charts(report.measured());
    page.append(charts.percentiles())
        .append("<div class=\"pairs\">\n")
        .append(charts.overTime())
        .append(charts.answersOverTime())
        .append(charts.byLength());
    classes();
    page.append("</div>\n");
    latencies();
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private void header() {
    page.append("<header><h1>")
        .append(Html.escaped(report.workload().model()))
        .append(" under load</h1>\n<p>")
        .append(Html.escaped(words.what()))
        .append("<br/>")
        .append(Html.escaped(words.how()))
        .append("</p></header>\n");
  }

  private void tiles() {
    var measured = report.measured();
    var arrived = measured.arrived();
    page.append("<dl class=\"tiles\">\n");
    if (!report.isLive()) {
      tile("calls/s", Figures.rate(report.perSecond(arrived.answers())));
    }
    tile("steps/s", Figures.rate(report.perSecond(arrived.steps())));
    if (arrived.tokens() > 0) {
      tile("tokens/s", Figures.rate(report.perSecond(arrived.tokens())));
    }
    tile("p50", time(measured.latencies(), 50));
    tile("p99", time(measured.latencies(), 99));
    tile("slowest", time(measured.latencies(), 100));
    tile("sent", Figures.count(measured.sent()));
    tile("answered", Figures.percent(measured.answered(), measured.sent()));
    var share = report.serverCpuSecondsPer(report.isLive() ? arrived.steps() : arrived.answers());
    if (share != null) {
      tile(report.isLive() ? "CPU a step" : "CPU a call", Figures.seconds(share));
    }
    page.append("</dl>\n");
  }

  private void tile(String name, String value) {
    page.append("<div><dt>")
        .append(Html.escaped(name))
        .append("</dt><dd>")
        .append(Html.escaped(value))
        .append("</dd></div>\n");
  }

  private void problems() {
    var lines = new ArrayList<>(words.problems());
    long unsent = report.measured().unsent();
    if (unsent > 0) {
      lines.add(Figures.count(unsent) + " were due but not sent");
    }
    if (!lines.isEmpty()) {
      page.append("<ul class=\"problems\">");
      lines.forEach(line -> page.append("<li>").append(Html.escaped(line)).append("</li>"));
      page.append("</ul>\n");
    }
  }

  private void latencies() {
    var measured = report.measured();
    page.append(tableStart("Latency", "count", "p50", "p90", "p99", "p99.9", "max", "mean"));
    latencies("answered", measured.latencies());
    latencies("refused", measured.refusals());
    latencies("first piece", measured.firstPieces());
    latencies("between pieces", measured.gaps());
    latencies("sent late by", report.delays());
    page.append("</tbody></table>\n");
  }

  private void latencies(String name, Histogram latencies) {
    if (latencies.getTotalCount() > 0) {
      var cells = new ArrayList<String>();
      cells.add(Figures.count(latencies.getTotalCount()));
      for (double percentile : SHOWN) {
        cells.add(time(latencies, percentile));
      }
      cells.add(time(latencies, 100));
      cells.add(Figures.time(Math.round(latencies.getMean())));
      page.append(row(name, cells));
    }
  }

  private void classes() {
    var classes = report.measured().bySteps();
    if (!classes.isEmpty()) {
      page.append(tableStart("Steps of input", "count", "p50", "p99"));
      for (var stepClass : classes) {
        var latencies = stepClass.latencies();
        page.append(
            row(
                WorkloadWords.range(stepClass),
                List.of(
                    Figures.count(latencies.getTotalCount()),
                    time(latencies, 50),
                    time(latencies, 99))));
      }
      page.append("</tbody></table>\n");
    }
  }

  private static String tableStart(String first, String... others) {
    return "<table><thead><tr><th>"
        + first
        + "</th>"
        + List.of(others).stream()
            .map(name -> "<th>" + name + "</th>")
            .collect(Collectors.joining())
        + "</tr></thead><tbody>\n";
  }

  private static String row(String name, List<String> cells) {
    return "<tr><th>"
        + Html.escaped(name)
        + "</th>"
        + cells.stream()
            .map(cell -> "<td>" + Html.escaped(cell) + "</td>")
            .collect(Collectors.joining())
        + "</tr>\n";
  }

  private static String time(Histogram latencies, double percentile) {
    return latencies.getTotalCount() == 0
        ? "none"
        : Figures.time(Latencies.nanosAt(latencies, percentile));
  }
}
