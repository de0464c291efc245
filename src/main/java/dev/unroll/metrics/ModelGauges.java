package dev.unroll.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.ModelKey;
import dev.unroll.repository.ServedModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gauges that describe each model by their labels. Their value is 1 while they exist.
 *
 * <p>Thread-safe: the repository's threads call it, and so does a lane that demotes a version.
 */
final class ModelGauges {
  private static final String VERSION = "version";

  private final MeterRegistry registry;

  // Each map is keyed by the model's name.
  @GuardedBy("this")
  private final Map<String, Meter> infos = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, Meter> failures = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, Meter> demotions = new HashMap<>();

  ModelGauges(MeterRegistry registry) {
    this.registry = registry;
  }

  synchronized void served(ServedModel model) {
    var facts = model.plan().facts();
    var name = model.key().name();
    forget(demotions, name);
    replace(
        infos,
        name,
        info(
            Tags.of(
                "model",
                name,
                VERSION,
                Long.toString(model.key().version()),
                "task",
                model.task().label(),
                "plan",
                facts.label(),
                "device",
                facts.device(),
                "batch_invariant",
                Boolean.toString(facts.proof().bitIdentical()))));
  }

  private static Gauge.Builder<Supplier<Number>> info(Iterable<Tag> tags) {
    return Gauge.builder("unroll.model.info", () -> (Number) 1)
        .description("Each model that is served, with its version, task, plan and device")
        .tags(tags);
  }

  /** Marks a version as demoted. Does nothing if the version is no longer served. */
  synchronized void demoted(ModelKey key) {
    var info = infos.get(key.name());
    var version = Long.toString(key.version());
    if (info == null || !version.equals(info.getId().getTag(VERSION))) {
      return;
    }
    var tags = Tags.of(info.getId().getTags()).and("plan", "alone", "batch_invariant", "true");
    replace(infos, key.name(), info(tags));
    replace(
        demotions,
        key.name(),
        Gauge.builder("unroll.model.demoted", () -> (Number) 1)
            .description("Each model whose plan was found wrong while it was served; alert on any")
            .tags("model", key.name(), VERSION, version));
  }

  synchronized void failed(String name, long version) {
    var failure =
        Gauge.builder("unroll.model.failed", () -> (Number) 1)
            .description("Each model whose newest version could not be loaded; alert on any")
            .tags("model", name, VERSION, Long.toString(version));
    replace(failures, name, failure);
  }

  synchronized void recovered(String name) {
    forget(failures, name);
  }

  synchronized void removed(String name) {
    forget(infos, name);
    forget(failures, name);
    forget(demotions, name);
  }

  private void replace(
      Map<String, Meter> gauges, String model, Gauge.Builder<Supplier<Number>> gauge) {
    forget(gauges, model);
    gauges.put(model, gauge.register(registry));
  }

  private void forget(Map<String, Meter> gauges, String model) {
    var before = gauges.remove(model);
    if (before != null) {
      registry.remove(before);
    }
  }
}
