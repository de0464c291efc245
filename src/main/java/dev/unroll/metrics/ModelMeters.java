package dev.unroll.metrics;

import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The meters of one model, kept so that they are not looked up for every slice. */
final class ModelMeters {
  private record StageMeters(
      Timer seconds,
      DistributionSummary rows,
      DistributionSummary steps,
      DistributionSummary prediction) {}

  private final MeterRegistry registry;
  private final String model;
  private final Timer queue;
  private final Timer firstStep;
  private final Timer stepGap;
  private final Counter usefulSteps;
  private final Counter fillerSteps;
  private final Counter lostSteps;
  private final Map<String, StageMeters> stages = new ConcurrentHashMap<>();

  ModelMeters(MeterRegistry registry, String model) {
    this.registry = registry;
    this.model = model;
    this.queue = timer("unroll.queue", "How long rows wait for each of their slices");
    this.firstStep = timer("unroll.first.step", "From a row's arrival to its first step of output");
    this.stepGap = timer("unroll.step.gap", "From one step of a row's output to the next");
    this.usefulSteps = steps("useful");
    this.fillerSteps = steps("filler");
    this.lostSteps = steps("lost");
    // Registered at the start, so that a scrape shows 0 and not a missing series.
    left("cancelled", 0);
    left("expired", 0);
    left("stopped", 0);
    for (var reason : ScheduleMeter.ENDINGS) {
      runTerminated(reason, 0);
    }
    for (var verdict : Verdict.values()) {
      verified(verdict, 0);
    }
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .tag("model", model)
        .serviceLevelObjectives(Buckets.seconds())
        .register(registry);
  }

  private Counter steps(String kind) {
    return Counter.builder("unroll.steps")
        .description(
            "Steps computed: requested (useful), added because a graph needs more rows (filler), or for"
                + " a caller who left while they ran (lost)")
        .tags("model", model, "kind", kind)
        .register(registry);
  }

  private StageMeters stage(String stage) {
    return new StageMeters(
        Timer.builder("unroll.slice")
            .description("How long slices run, copies included")
            .tags("model", model, "stage", stage)
            .serviceLevelObjectives(Buckets.seconds())
            .register(registry),
        summary("unroll.slice.rows", "Rows in a slice", stage, Buckets.rows()),
        summary("unroll.slice.steps", "Steps of each row in a slice", stage, Buckets.steps()),
        summary(
            "unroll.slice.prediction.percent",
            "The predicted time of a slice, in percent of the measured time",
            stage,
            Buckets.percents()));
  }

  private DistributionSummary summary(
      String name, String description, String stage, double[] buckets) {
    return DistributionSummary.builder(name)
        .description(description)
        .tags("model", model, "stage", stage)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  void queued(long nanos) {
    queue.record(nanos, TimeUnit.NANOSECONDS);
  }

  void sliceRan(String stage, int rows, int fillerRows, int lostRows, int steps, long nanos) {
    var meters = stages.computeIfAbsent(stage, this::stage);
    meters.seconds().record(nanos, TimeUnit.NANOSECONDS);
    meters.rows().record(rows);
    meters.steps().record(steps);
    usefulSteps.increment((double) (rows - lostRows) * steps);
    fillerSteps.increment((double) fillerRows * steps);
    lostSteps.increment((double) lostRows * steps);
  }

  /** Returns the number of slices so far, of all stages. */
  long slices() {
    return stages.values().stream().mapToLong(stage -> stage.seconds().count()).sum();
  }

  void slicePredicted(String stage, double ratio) {
    stages.computeIfAbsent(stage, this::stage).prediction().record(100 * ratio);
  }

  void left(String reason, int rows) {
    Counter.builder("unroll.rows.left")
        .description("Sequences that left before their answer")
        .tags("model", model, "reason", reason)
        .register(registry)
        .increment(rows);
  }

  void runTerminated(String reason, int runs) {
    Counter.builder("unroll.runs.terminated")
        .description(
            "Runs that were ended, since they took too long or since their callers had left")
        .tags("model", model, "reason", reason)
        .register(registry)
        .increment(runs);
  }

  void verified(Verdict verdict, int rows) {
    Counter.builder("unroll.verified.rows")
        .description("Answered sequences that were sampled to be run again alone, by the result")
        .tags("model", model, "result", verdict.label())
        .register(registry)
        .increment(rows);
  }

  void firstStep(long nanos) {
    firstStep.record(nanos, TimeUnit.NANOSECONDS);
  }

  void stepGap(long nanos) {
    stepGap.record(nanos, TimeUnit.NANOSECONDS);
  }
}
