package dev.unroll.metrics;

import dev.unroll.schedule.Scheduler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many rows of each model wait and run, read from the scheduler when Prometheus asks. A gauge
 * that has been shown stays: one that came and went with its rows would be missing from scrapes.
 */
final class RowGauges {
  private static final Scheduler.RowCounts NONE = new Scheduler.RowCounts(0, 0);

  private final MeterRegistry registry;
  private final Scheduler scheduler;
  private final Map<String, AtomicReference<Scheduler.RowCounts>> models =
      new ConcurrentHashMap<>();

  RowGauges(MeterRegistry registry, Scheduler scheduler) {
    this.registry = registry;
    this.scheduler = scheduler;
  }

  /** A model that has had rows goes on with 0. */
  synchronized void refresh() {
    var now = new HashMap<String, Scheduler.RowCounts>();
    scheduler.counts().forEach((key, counts) -> now.merge(key.name(), counts, RowGauges::sum));
    now.keySet().forEach(model -> models.computeIfAbsent(model, this::gauges));
    models.forEach((model, counts) -> counts.set(now.getOrDefault(model, NONE)));
  }

  /** The versions of a model are counted together. */
  private static Scheduler.RowCounts sum(Scheduler.RowCounts one, Scheduler.RowCounts other) {
    return new Scheduler.RowCounts(one.ready() + other.ready(), one.running() + other.running());
  }

  private AtomicReference<Scheduler.RowCounts> gauges(String model) {
    var counts = new AtomicReference<>(NONE);
    Gauge.builder("unroll.rows", () -> counts.get().ready())
        .description("Sequences that wait for a slice (ready) and that are in one (running)")
        .tags("model", model, "state", "ready")
        .register(registry);
    Gauge.builder("unroll.rows", () -> counts.get().running())
        .description("Sequences that wait for a slice (ready) and that are in one (running)")
        .tags("model", model, "state", "running")
        .register(registry);
    return counts;
  }
}
