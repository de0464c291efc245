package dev.unroll.baseline.table;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.server.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** Compares the CPU time of a sequence with what it costs without a server. */
  ClosedWorkload againstTheLimit(Goal goal) {
    limitGoal = goal;
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run(Site site) throws IOException, InterruptedException, BenchException {
    try (var servers = Servers.start(site, name, model, List.copyOf(baselines.keySet()))) {
      var measured = servers.measure(load);
      var ours = measured.getOrDefault(ServerUnderTest.UNROLL, List.of());
      baselines.forEach((policy, figures) ->
          figures.forEach(figure ->
              compare(
                  site, ours, measured.getOrDefault(policy.label(), List.of()), policy, figure)));
      if (limitGoal != null) {
        compareWithLimit(site, ours, limitGoal);
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
                Ratios.of(ours, theirs, figure.value()),
                figure.goal()));
  }

  private void compareWithLimit(Site site, List<Measurement> ours, Goal goal)
      throws IOException, InterruptedException, BenchException {
    var limit = site.limit(name, model, lengths);
    var ratios = Ratios.of(ours, limit.cpuSecondsPerSequence(), Measurement::cpuSecondsPerCall);
    site.report().add(new Figure(name, "server CPU per sequence / limit", ratios, goal));
    site.report()
        .remark(
            name
                + ": the limit is "
                + Numbers.threeDigits(1e3 * limit.cpuSecondsPerSequence())
                + " ms of CPU a sequence of "
                + Numbers.threeDigits(limit.stepsPerSequence())
                + " steps, "
                + Numbers.threeDigits(limit.sequencesPerSecond())
                + " sequences/s; best batches by length: "
                + limit.rowsByLength()
                + ".");
  }
}
