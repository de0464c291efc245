package dev.unroll.metrics;

import dev.unroll.http.HttpMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** Meters of the operations port itself. */
final class OpsMeters implements HttpMeter {
  private final MeterRegistry registry;
  private final Map<Reason, Counter> ended = new EnumMap<>(Reason.class);

  OpsMeters(MeterRegistry registry) {
    this.registry = registry;
    for (var reason : Reason.values()) {
      ended.put(
          reason,
          Counter.builder("unroll.ops.ended")
              .description("Connections and requests that the operations port has ended")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** Registers the number of open connections. */
  void watch(IntSupplier connections) {
    Gauge.builder("unroll.ops.connections", connections::getAsInt)
        .description("Open connections to the operations port")
        .register(registry);
  }

  @Override
  public void ended(Reason reason) {
    var counter = ended.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
