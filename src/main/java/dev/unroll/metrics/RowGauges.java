package dev.unroll.metrics;

import dev.unroll.schedule.RowCounts;
import dev.unroll.schedule.Scheduler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Gauges of each model's ready, running and idle rows, read from the scheduler at each scrape. A
 * gauge stays registered when its rows are gone; otherwise its series would have gaps.
 */
final class RowGauges {
  private final MeterRegistry registry;
  private final Scheduler scheduler;
  private final Map<String, AtomicReference<RowCounts>> models = new ConcurrentHashMap<>();

  RowGauges(MeterRegistry registry, Scheduler scheduler) {
    this.registry = registry;
    this.scheduler = scheduler;
  }

  /** Reads the scheduler's counts. A model without rows shows 0 if it has had some. */
  synchronized void refresh() {
    var now = new HashMap<String, RowCounts>();
    scheduler.counts().forEach((key, counts) -> now.merge(key.name(), counts, RowCounts::plus));
    now.keySet().forEach(model -> models.computeIfAbsent(model, this::gauges));
    models.forEach((model, counts) -> counts.set(now.getOrDefault(model, RowCounts.NONE)));
  }

  private AtomicReference<RowCounts> gauges(String model) {
    var counts = new AtomicReference<>(RowCounts.NONE);
    gauge(model, "ready", () -> counts.get().ready());
    gauge(model, "running", () -> counts.get().running());
    gauge(model, "idle", () -> counts.get().idle());
    return counts;
  }

  private void gauge(String model, String state, Supplier<Number> count) {
    Gauge.builder("unroll.rows", count)
        .description(
            "Sequences that wait for a slice (ready), are in one (running), or wait for more input"
                + " (idle)")
        .tags("model", model, "state", state)
        .register(registry);
  }
}
