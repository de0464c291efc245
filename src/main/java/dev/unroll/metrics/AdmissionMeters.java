package dev.unroll.metrics;

import dev.unroll.grpc.admission.Admission;
import dev.unroll.grpc.admission.Door;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Meters of what the gRPC port takes in. Thread-safe. */
final class AdmissionMeters {
  private static final List<String> REFUSALS =
      List.of("streams", "calls", "call-bytes", "connections", "slow-client", "age");

  private final MeterRegistry registry;
  private final Map<String, Timer> doors = new ConcurrentHashMap<>();

  AdmissionMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Records how long a call took from its headers until its work began. */
  void entered(String door, long nanos) {
    doors.computeIfAbsent(door, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(String door) {
    return Timer.builder("unroll.door")
        .description("From a call's headers until a thread begins with its whole request")
        .tag("door", door)
        .serviceLevelObjectives(Buckets.seconds())
        .register(registry);
  }

  /** Registers the gauges. */
  void watch(Admission admission) {
    for (var door : Door.values()) {
      Gauge.builder("unroll.open.calls", () -> admission.openCalls(door))
          .description("Calls from their headers to the last byte of the answer, without streams")
          .tag("door", door.label())
          .register(registry);
    }
    Gauge.builder("unroll.open.bytes", admission::openBytes)
        .description("Bytes of requests that are not answered and of answers that are not sent")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("unroll.connections", admission::openConnections)
        .description("Connections to the gRPC port")
        .register(registry);
    for (var reason : REFUSALS) {
      registry.counter("unroll.rejected", "reason", reason);
    }
  }
}
