package dev.unroll.metrics;

import dev.unroll.core.ModelKey;
import dev.unroll.grpc.CertificateValidity;
import dev.unroll.grpc.admission.Admission;
import dev.unroll.inference.RequestMeter;
import dev.unroll.repository.RepositoryListener;
import dev.unroll.repository.ServedModel;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All meters of the server, under the names in docs/METRICS.md. It implements the listeners that
 * the lower packages declare. Thread-safe.
 */
public final class PrometheusMeters
    implements ScheduleMeter, RequestMeter, RepositoryListener, AutoCloseable {
  private record Request(String method, String model, long version, String code) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ProcessMeters process = new ProcessMeters(registry);
  private final OpsMeters ops = new OpsMeters(registry);
  private final ModelGauges gauges = new ModelGauges(registry);
  private final Map<Request, Timer> requests = new ConcurrentHashMap<>();
  private final Map<String, ModelMeters> models = new ConcurrentHashMap<>();
  private final Counter timedOut =
      Counter.builder("unroll.streams.timed.out")
          .description("StreamManyToMany calls that were ended because their clients were silent")
          .register(registry);
  private final AdmissionMeters admission = new AdmissionMeters(registry);
  private final Map<String, AtomicInteger> streams = new ConcurrentHashMap<>();
  private final Counter forgotten =
      Counter.builder("unroll.sequences.timed.out")
          .description("Sequences that were dropped because no request continued them")
          .register(registry);
  private final Map<String, AtomicInteger> sequences = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> versions = new ConcurrentHashMap<>();

  /** Set once, at the start. */
  private volatile @Nullable RowGauges rows;

  @Override
  public void finished(String method, String model, long version, String code, long nanos) {
    requests
        .computeIfAbsent(new Request(method, model, version, code), this::requestTimer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer requestTimer(Request request) {
    return Timer.builder("unroll.requests")
        .description("Calls, from the first byte to the last, by how they ended")
        .tags(
            "method", request.method(),
            "model", request.model(),
            "version", request.version() == 0 ? "" : Long.toString(request.version()),
            "code", request.code())
        .serviceLevelObjectives(Buckets.seconds())
        .register(registry);
  }

  @Override
  public void streamOpened(String model) {
    streams.computeIfAbsent(model, this::streamGauge).incrementAndGet();
  }

  @Override
  public void streamClosed(String model) {
    streams.computeIfAbsent(model, this::streamGauge).decrementAndGet();
  }

  private AtomicInteger streamGauge(String model) {
    return gauge("unroll.streams", "Open StreamManyToMany calls that still take input", model);
  }

  @Override
  public void sequenceOpened(String model) {
    sequences.computeIfAbsent(model, this::sequenceGauge).incrementAndGet();
  }

  @Override
  public void sequenceClosed(String model) {
    sequences.computeIfAbsent(model, this::sequenceGauge).decrementAndGet();
  }

  @Override
  public void sequenceTimedOut() {
    forgotten.increment();
  }

  private AtomicInteger sequenceGauge(String model) {
    return gauge(
        "unroll.sequences", "Sequences whose hidden state is kept between requests", model);
  }

  private AtomicInteger gauge(String name, String description, String model) {
    var open = new AtomicInteger();
    Gauge.builder(name, open, AtomicInteger::get)
        .description(description)
        .tag("model", model)
        .register(registry);
    return open;
  }

  @Override
  public void streamTimedOut() {
    timedOut.increment();
  }

  @Override
  public void queued(ModelKey model, long nanos) {
    model(model).queued(nanos);
  }

  @Override
  public void sliceRan(
      ModelKey model, String stage, int rows, int fillerRows, int lostRows, int steps, long nanos) {
    model(model).sliceRan(stage, rows, fillerRows, lostRows, steps, nanos);
  }

  @Override
  public void slicePredicted(ModelKey model, String stage, double ratio) {
    model(model).slicePredicted(stage, ratio);
  }

  @Override
  public void left(ModelKey model, String reason) {
    model(model).left(reason, 1);
  }

  @Override
  public void runTerminated(ModelKey model, String reason) {
    model(model).runTerminated(reason, 1);
  }

  @Override
  public void firstStep(ModelKey model, long nanos) {
    model(model).firstStep(nanos);
  }

  @Override
  public void stepGap(ModelKey model, long nanos) {
    model(model).stepGap(nanos);
  }

  /** Returns how many slices have run for the model of that name, over all its versions. */
  public long slices(String model) {
    var meters = models.get(model);
    return meters == null ? 0 : meters.slices();
  }

  private ModelMeters model(ModelKey key) {
    return models.computeIfAbsent(key.name(), name -> new ModelMeters(registry, name));
  }

  @Override
  public void rejected(String reason) {
    registry.counter("unroll.rejected", "reason", reason).increment();
  }

  @Override
  public void entered(String door, long nanos) {
    admission.entered(door, nanos);
  }

  /** Registers the gauges of open calls, their bytes and connections. */
  public void watch(Admission admitted) {
    admission.watch(admitted);
  }

  /** Registers the gauges of the scheduler's rows, lanes and backlog. */
  public void watch(Scheduler scheduler) {
    rows = new RowGauges(registry, scheduler);
    Gauge.builder("unroll.backlog.seconds", () -> scheduler.queuedWork(1).nanosPerLane() / 1e9)
        .description("Predicted seconds of waiting work per lane; scale on this")
        .register(registry);
    Gauge.builder("unroll.lanes", scheduler::lanes)
        .description("Threads that run slices")
        .register(registry);
    for (var reason : ScheduleMeter.REFUSALS) {
      registry.counter("unroll.rejected", "reason", reason);
    }
  }

  /** Registers the gauge of the age of the oldest run, which is given in nanoseconds. */
  public void watchRuns(LongSupplier oldestNanos) {
    Gauge.builder("unroll.slice.age.seconds", () -> oldestNanos.getAsLong() / 1e9)
        .description("How long the oldest slice that a lane runs has been running")
        .register(registry);
  }

  @Override
  public void served(ServedModel model) {
    gauges.served(model);
    versions(model.key().name()).incrementAndGet();
    model(model.key());
  }

  @Override
  public void verified(ModelKey model, Verdict verdict) {
    model(model).verified(verdict, 1);
  }

  @Override
  public void demoted(ModelKey model) {
    gauges.demoted(model);
  }

  @Override
  public void failed(String name, long version, String reason, boolean nothingServed) {
    gauges.failed(name, version);
  }

  @Override
  public void recovered(String name) {
    gauges.recovered(name);
  }

  @Override
  public void freed(ModelKey key) {
    versions(key.name()).decrementAndGet();
  }

  private AtomicInteger versions(String model) {
    return versions.computeIfAbsent(
        model,
        name -> {
          var inMemory = new AtomicInteger();
          Gauge.builder("unroll.model.versions", inMemory, AtomicInteger::get)
              .description(
                  "Versions in memory: the served one, and older ones until their last call"
                      + " ends")
              .tag("model", name)
              .register(registry);
          return inMemory;
        });
  }

  @Override
  public void unloaded(String name) {
    removed(name);
  }

  @Override
  public void removed(String name) {
    gauges.removed(name);
  }

  /** Registers how long the certificates of the server are valid. */
  public void watch(List<CertificateValidity> certificates) {
    for (var certificate : certificates) {
      Gauge.builder("unroll.certificate.days.left", certificate::daysLeft)
          .description("Days until the first certificate of a file for TLS expires")
          .tag("certificate", certificate.use())
          .register(registry);
      Gauge.builder("unroll.certificate.days.valid", certificate::daysInAll)
          .description("Days from the beginning of that certificate's validity to its end")
          .tag("certificate", certificate.use())
          .register(registry);
    }
  }

  /** Returns the meters of the operations port. */
  OpsMeters ops() {
    return ops;
  }

  /** Returns the registry that a scrape reads. */
  PrometheusRegistry registry() {
    return registry.getPrometheusRegistry();
  }

  /** Updates the gauges of rows. Must be called before each scrape. */
  void refresh() {
    var ofRows = rows;
    if (ofRows != null) {
      ofRows.refresh();
    }
  }

  @Override
  public void close() {
    process.close();
    registry.close();
  }
}
