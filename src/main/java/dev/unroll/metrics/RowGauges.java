package dev.unroll.metrics;

import dev.unroll.schedule.Scheduler;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** How many rows of each model wait and run, read from the scheduler when Prometheus asks. */
final class RowGauges {
  private final MultiGauge gauge;
  private final Scheduler scheduler;
  private final TreeMap<String, Scheduler.RowCounts> seen = new TreeMap<>();

  RowGauges(PrometheusMeterRegistry registry, Scheduler scheduler) {
    this.gauge =
        MultiGauge.builder("unroll.rows")
            .description("Sequences that wait for a slice (ready) and that are in one (running)")
            .register(registry);
    this.scheduler = scheduler;
  }

  /** A model that has had rows goes on with 0. */
  synchronized void refresh() {
    seen.replaceAll((model, counts) -> new Scheduler.RowCounts(0, 0));
    scheduler
        .counts()
        .forEach((key, counts) ->
            seen.merge(
                key.name(),
                counts,
                (one, other) ->
                    new Scheduler.RowCounts(
                        one.ready() + other.ready(), one.running() + other.running())));
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    seen.forEach((model, counts) -> {
      rows.add(row(model, "ready", counts.ready()));
      rows.add(row(model, "running", counts.running()));
    });
    gauge.register(rows, true);
  }

  private static MultiGauge.Row<Number> row(String model, String state, int count) {
    return MultiGauge.Row.of(Tags.of("model", model, "state", state), count);
  }
}
