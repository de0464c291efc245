package dev.unroll.baseline.table;

import static dev.unroll.baseline.table.Numbers.threeDigits;

import dev.unroll.baseline.overload.PhaseReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The table of overload: a column for each load, a line for each figure. Medians of the rounds; of
 * the figures that have goals, the worst round decides.
 */
final class OverloadTable {
  private static final List<String> LOADS = List.of(PhaseReport.CAPACITY, "1x", "3x", "5x");
  private static final String THREE_TIMES = "3x";
  private static final double PERCENT = 100;

  private static final Goal USEFUL = Goal.atLeast(0.9);
  private static final Goal IN_TIME_PERCENT = Goal.atLeast(99.9);
  private static final Goal REFUSAL_MILLIS = Goal.atMost(5);
  private static final Goal PROBE_MILLIS = Goal.atMost(20);

  private final List<PhaseReport> reports;
  private final MarkdownTable table;

  private OverloadTable(List<PhaseReport> reports) {
    this.reports = reports;
    table = new MarkdownTable("overload", "goal", "capacity", "1 x", "3 x", "5 x", "");
  }

  /** Returns the table of some rounds. */
  static MarkdownTable of(List<PhaseReport> reports) {
    var own = new OverloadTable(List.copyOf(reports));
    own.lines();
    return own.table;
  }

  private void lines() {
    line("calls due a second", PhaseReport::duePerSecond);
    line("answered in time, a second", PhaseReport::usefulPerSecond);
    line("server CPU, cores", report -> report.serverCpuSeconds() / report.seconds());
    line("JIT, % of the server's CPU", report -> PERCENT * report.compilerShare());
    line(
        "useful answers a server-CPU-second / at capacity",
        this::usefulOfCapacity,
        USEFUL,
        THREE_TIMES::equals);
    line(
        "of the calls not refused, answered in time, %",
        report -> PERCENT * report.shareInTime(),
        IN_TIME_PERCENT,
        load -> !load.equals(PhaseReport.CAPACITY));
    line("answers, p50 ms", report -> report.answers().p50());
    line("answers, p99 ms", report -> report.answers().p99());
    line("refused, %", report -> PERCENT * report.refused() / Math.max(1, report.sent()));
    line("refusals, p50 ms", report -> report.refusals().p50());
    line(
        "refusals, p99 ms", report -> report.refusals().p99(), REFUSAL_MILLIS, THREE_TIMES::equals);
    line("health, p99 ms", report -> report.health().p99(), PROBE_MILLIS, load -> true);
    line("readiness, p99 ms", report -> report.readiness().p99(), PROBE_MILLIS, load -> true);
    line("failed probes", PhaseReport::failedProbes, Goal.atMost(0), load -> true);
    line("generator's lateness, p50 ms", report -> report.lateness().p50());
    line("generator's lateness, p99 ms", report -> report.lateness().p99());
  }

  private double usefulOfCapacity(PhaseReport report) {
    return reports.stream()
        .filter(other -> other.round() == report.round())
        .filter(other -> other.load().equals(PhaseReport.CAPACITY))
        .mapToDouble(capacity -> report.usefulPerCpuSecond() / capacity.usefulPerCpuSecond())
        .findFirst()
        .orElse(Double.NaN);
  }

  private void line(String what, ToDoubleFunction<PhaseReport> value) {
    line(what, value, null, load -> false);
  }

  /**
   * Adds a line.
   *
   * @param counts the loads that the goal is for
   */
  private void line(
      String what,
      ToDoubleFunction<PhaseReport> value,
      @Nullable Goal goal,
      Predicate<String> counts) {
    var cells = new ArrayList<String>();
    cells.add(what);
    cells.add(goal == null ? "" : Objects.toString(goal));
    for (var load : LOADS) {
      var values = of(load).stream().map(value::applyAsDouble).toList();
      cells.add(threeDigits(Numbers.median(values)) + (isVoid(load) ? " VOID" : ""));
    }
    cells.add(goal == null ? "" : verdict(value, goal, counts));
    table.line(cells);
  }

  /** Of a void load nothing can be said. */
  private String verdict(ToDoubleFunction<PhaseReport> value, Goal goal, Predicate<String> counts) {
    var loads = LOADS.stream().filter(counts).toList();
    if (loads.stream().anyMatch(this::isVoid)) {
      return "VOID";
    }
    boolean reached =
        loads.stream()
            .flatMap(load -> of(load).stream())
            .mapToDouble(value)
            .allMatch(goal::isReachedBy);
    return reached ? "reached" : "missed";
  }

  private boolean isVoid(String load) {
    return of(load).stream().anyMatch(PhaseReport::hasLateGenerator);
  }

  private List<PhaseReport> of(String load) {
    return reports.stream().filter(report -> report.load().equals(load)).toList();
  }
}
