package dev.unroll.bench.report;

import dev.unroll.bench.measure.Figures;
import dev.unroll.bench.measure.Latencies;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** A report as a table of text. */
public final class TableReport {
  private static final int LABEL = 16;
  private static final int COLUMN = 11;

  private final PrintStream out;
  private final Report report;

  private TableReport(PrintStream out, Report report) {
    this.out = out;
    this.report = report;
  }

  /** Prints a report. */
  public static void print(Report report, PrintStream out) {
    new TableReport(out, report).print();
  }

  private void print() {
    new WorkloadWords(report).lines().forEach(out::println);
    out.println();
    counts();
    latencies();
    classes();
    problems();
  }

  private void counts() {
    var measurement = report.measurement();
    var arrived = measurement.arrived();
    row(
        report.isLive() ? "steps" : "calls",
        "sent " + Figures.count(measurement.sent()),
        "answered " + Figures.count(measurement.answered()),
        counted("wrong ", measurement.wrong()),
        counted("unfinished ", measurement.unfinished()),
        counted("due but not sent ", measurement.unsent()));
    row(
        report.isLive() ? "streams ended" : "codes",
        measurement.codes().entrySet().stream()
            .map(code -> code.getKey() + " " + Figures.count(code.getValue()))
            .collect(Collectors.joining("   ")));
    row(
        "rates",
        report.isLive() ? "" : perSecond(arrived.answers(), " calls/s"),
        perSecond(arrived.steps(), " steps/s"),
        arrived.tokens() == 0 ? "" : perSecond(arrived.tokens(), " tokens/s"));
    var cpu = report.serverCpuSeconds();
    if (cpu != null) {
      row(
          "server CPU",
          Figures.seconds(cpu),
          report.isLive() ? "" : share(arrived.answers(), " a call"),
          share(arrived.steps(), " a step"));
    }
    row("own CPU", Figures.seconds(report.ownCpuSeconds()));
  }

  private static String counted(String label, long count) {
    return count == 0 ? "" : label + Figures.count(count);
  }

  private String perSecond(long count, String unit) {
    return Figures.rate(report.perSecond(count)) + unit;
  }

  private String share(long count, String unit) {
    var share = report.serverCpuSecondsPer(count);
    return share == null || report.serverCpuSeconds() == null ? "" : Figures.seconds(share) + unit;
  }

  private void row(String label, String... cells) {
    var shown =
        Arrays.stream(cells).filter(cell -> !cell.isEmpty()).collect(Collectors.joining("   "));
    if (!shown.isEmpty()) {
      out.println(padded(label) + shown);
    }
  }

  private void latencies() {
    var measurement = report.measurement();
    var shown = List.of(measurement.latencies(), measurement.refusals(), report.delays());
    if (shown.stream().allMatch(histogram -> histogram.getTotalCount() == 0)) {
      return;
    }
    out.println();
    columns("latency", "count", "p50", "p90", "p99", "p99.9", "max", "mean");
    latencies("answered", measurement.latencies());
    latencies("refused", measurement.refusals());
    latencies("first piece", measurement.firstPieces());
    latencies("between pieces", measurement.gaps());
    latencies("sent late by", report.delays());
  }

  private void latencies(String label, Histogram histogram) {
    if (histogram.getTotalCount() > 0) {
      columns(
          label,
          Figures.count(histogram.getTotalCount()),
          at(histogram, 50),
          at(histogram, 90),
          at(histogram, 99),
          at(histogram, 99.9),
          Figures.time(Latencies.longest(histogram)),
          Figures.time(Math.round(histogram.getMean())));
    }
  }

  private void classes() {
    var classes = report.measurement().bySteps();
    if (classes.isEmpty()) {
      return;
    }
    out.println();
    columns("steps", "count", "p50", "p99");
    for (var stepClass : classes) {
      var latencies = stepClass.latencies();
      columns(
          WorkloadWords.range(stepClass),
          Figures.count(latencies.getTotalCount()),
          at(latencies, 50),
          at(latencies, 99));
    }
  }

  private void problems() {
    var problems = new WorkloadWords(report).problems();
    if (!problems.isEmpty()) {
      out.println();
      problems.forEach(out::println);
    }
  }

  private static String at(Histogram histogram, double percentile) {
    return Figures.time(Latencies.nanosAt(histogram, percentile));
  }

  private void columns(String label, String... cells) {
    out.println(
        padded(label)
            + Arrays.stream(cells)
                .map(cell -> " ".repeat(Math.max(1, COLUMN - cell.length())) + cell)
                .collect(Collectors.joining()));
  }

  private static String padded(String label) {
    return label + " ".repeat(Math.max(1, LABEL - label.length()));
  }
}
