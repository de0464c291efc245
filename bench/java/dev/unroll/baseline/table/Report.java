package dev.unroll.baseline.table;

import static dev.unroll.baseline.table.Numbers.threeDigits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Everything that was seen, and its two tables: the figures, and what they are made of. */
final class Report {
  private static final double MILLIS = 1e3;
  private static final double PERCENT = 100;

  private final List<Figure> figures = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<String> sections = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  void add(Figure figure) {
    figures.add(figure);
  }

  void add(Measurement measurement) {
    measurements.add(measurement);
  }

  /** A sentence that stands under the tables. */
  void remark(String sentence) {
    remarks.add(sentence);
  }

  /** Adds a table of its own, with a sentence before it. */
  void section(String sentence, MarkdownTable table) {
    sections.add(sentence + "\n\n" + table);
  }

  List<Figure> figures() {
    return List.copyOf(figures);
  }

  List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  String figuresTable() {
    var table = new MarkdownTable("workload", "figure", "goal", "seen", "lowest - highest", "");
    for (var figure : figures) {
      table.line(
          figure.workload(),
          figure.what(),
          figure.goal().toString(),
          threeDigits(figure.median()),
          threeDigits(figure.lowest()) + " - " + threeDigits(figure.highest()),
          figure.isReached() ? "reached" : "missed");
    }
    return table.toString();
  }

  /** Medians over the rounds. */
  String measurementsTable() {
    var table =
        new MarkdownTable(
            "workload",
            "server",
            "load",
            "calls/s",
            "tokens/s",
            "p50 ms",
            "p99 ms",
            "server CPU ms a call",
            "not answered");
    groups()
        .forEach((key, rounds) ->
            table.line(
                key.get(0),
                key.get(1),
                key.get(2),
                threeDigits(median(rounds, Measurement::callsPerSecond)),
                threeDigits(median(rounds, Measurement::tokensPerSecond)),
                threeDigits(MILLIS * median(rounds, Measurement::p50Seconds)),
                threeDigits(MILLIS * median(rounds, Measurement::p99Seconds)),
                threeDigits(MILLIS * median(rounds, Measurement::cpuSecondsPerCall)),
                Long.toString(rounds.stream().mapToLong(Measurement::failed).sum())));
    return table.toString();
  }

  /** Where the servers' CPU time went, in percent. */
  String threadsTable() {
    var heads = new ArrayList<>(List.of("workload", "server", "load"));
    for (var duty : ThreadCpu.Duty.values()) {
      heads.add(duty.label() + " %");
    }
    var table = new MarkdownTable(heads);
    groups()
        .forEach((key, rounds) -> {
          var cells = new ArrayList<>(key);
          for (var duty : ThreadCpu.Duty.values()) {
            double share = median(rounds, round -> round.cpuShares().getOrDefault(duty, 0.0));
            cells.add(threeDigits(PERCENT * share));
          }
          table.line(cells);
        });
    return table.toString();
  }

  /** Rounds of the same. */
  private Map<List<String>, List<Measurement>> groups() {
    Map<List<String>, List<Measurement>> groups = new LinkedHashMap<>();
    for (var measurement : measurements) {
      var key = List.of(measurement.workload(), measurement.server(), measurement.load());
      groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(measurement);
    }
    return groups;
  }

  private static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> value) {
    return Numbers.median(rounds.stream().map(value::applyAsDouble).toList());
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    if (!measurements.isEmpty()) {
      text.append(figuresTable()).append('\n').append(measurementsTable());
      text.append("\nCPU time of the servers by what their threads are for:\n\n");
      text.append(threadsTable());
    }
    sections.forEach(section -> text.append('\n').append(section));
    remarks.forEach(remark -> text.append('\n').append(remark).append('\n'));
    return text.toString();
  }
}
