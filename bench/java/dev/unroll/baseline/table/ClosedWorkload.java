package dev.unroll.baseline.table;

import dev.unroll.baseline.limit.LimitReport;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.server.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** As much as each server can do, all of them asked by clients that wait for their answers. */
final class ClosedWorkload implements Workload {
  private final String name;
  private final BenchModel model;
  private final String lengths;
  private final Load load;
  private final Map<Policy, List<Compared>> baselines = new LinkedHashMap<>();
  private @Nullable Goal limitGoal;

  /**
   * One without baselines yet.
   *
   * @param lengths as the load has them, for the limit
   */
  ClosedWorkload(String name, BenchModel model, String lengths, Load load) {
    this.name = name;
    this.model = model;
    this.lengths = lengths;
    this.load = load;
  }

  private record Compared(String what, ToDoubleFunction<Measurement> value, Goal goal) {}

  /** Compares a value with a baseline's. */
  ClosedWorkload against(
      Policy policy, String what, ToDoubleFunction<Measurement> value, Goal goal) {
    baselines
        .computeIfAbsent(policy, unused -> new ArrayList<>())
        .add(new Compared(what, value, goal));
    return this;
  }

  /**
   * Compares the CPU time of a sequence with what it costs without a server; the echo is measured
   * as well, to tell how near one could come.
   */
  ClosedWorkload againstTheLimit(Goal goal) {
    limitGoal = goal;
    baselines.putIfAbsent(Policy.ECHO, new ArrayList<>());
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run(Site site) throws IOException, InterruptedException, BenchException {
    var limits = new ArrayList<LimitReport>();
    try (var servers = Servers.start(site, name, model, List.copyOf(baselines.keySet()))) {
      servers.settle(load);
      var measured =
          servers.measure(
              load,
              () -> {
                if (limitGoal != null) {
                  limits.add(site.limit(name, model, lengths));
                }
              });
      var ours = measured.getOrDefault(ServerUnderTest.UNROLL, List.of());
      baselines.forEach((policy, figures) -> {
        var theirs = measured.getOrDefault(policy.label(), List.of());
        figures.forEach(figure -> compare(site, ours, theirs, policy, figure));
      });
      if (limitGoal != null) {
        compareWithLimit(site, ours, limits, limitGoal);
        remark(site, limits, measured.getOrDefault(Policy.ECHO.label(), List.of()));
      }
    }
  }

  private void compare(
      Site site, List<Measurement> ours, List<Measurement> theirs, Policy policy, Compared figure) {
    site.report()
        .add(
            new Figure(
                name,
                figure.what() + " / " + policy.label(),
                Ratios.between(ours, theirs, figure.value()),
                figure.goal()));
  }

  private void compareWithLimit(
      Site site, List<Measurement> ours, List<LimitReport> limits, Goal goal) {
    var cpuSeconds = limits.stream().map(LimitReport::cpuSecondsPerSequence).toList();
    var ratios = Ratios.of(ours, cpuSeconds, Measurement::cpuSecondsPerCall);
    site.report().add(new Figure(name, "server CPU per sequence / limit", ratios, goal));
  }

  private void remark(Site site, List<LimitReport> limits, List<Measurement> echo) {
    double limit = median(limits, LimitReport::cpuSecondsPerSequence);
    double call = median(echo, Measurement::cpuSecondsPerCall);
    site.report()
        .remark(
            String.format(
                Locale.ROOT,
                "%s: the limit is %s ms of CPU for a sequence of %s steps, and %s sequences/s; best"
                    + " batches by length: %s. A call that computes nothing takes %s ms: with that,"
                    + " CPU per sequence could at best be %s times the limit.",
                name,
                Numbers.threeDigits(1e3 * limit),
                Numbers.threeDigits(median(limits, LimitReport::stepsPerSequence)),
                Numbers.threeDigits(median(limits, LimitReport::sequencesPerSecond)),
                limits.get(0).rowsByLength(),
                Numbers.threeDigits(1e3 * call),
                Numbers.threeDigits((limit + call) / limit)));
  }

  private static <A> double median(List<A> rounds, ToDoubleFunction<A> value) {
    return Numbers.median(rounds.stream().map(value::applyAsDouble).toList());
  }
}
