package dev.unroll.openinference.admin;

import dev.unroll.core.ModelKey;
import dev.unroll.openinference.tensor.ModelLookup;
import dev.unroll.repository.ServedModel;
import dev.unroll.triton.ModelStatisticsRequest;
import dev.unroll.triton.ModelStatisticsResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * The protocol's statistics: those of its own requests and of all slices. The Prometheus metrics
 * cover all protocols. Thread-safe.
 */
public final class Statistics {
  private final ModelLookup modelLookup;
  private final InstantSource clock;
  private final ToLongFunction<String> slices;
  private final Map<ModelKey, ModelCounts> counts = new ConcurrentHashMap<>();

  /**
   * @param slices returns how many slices were run for a model, by its name
   */
  public Statistics(ModelLookup modelLookup, InstantSource clock, ToLongFunction<String> slices) {
    this.modelLookup = modelLookup;
    this.clock = clock;
    this.slices = slices;
  }

  public void answered(ModelKey model, RequestTimes times, int rows) {
    counts(model).answered(times, rows, clock.millis());
  }

  public void failed(ModelKey model, long nanos) {
    counts(model).failed(nanos);
  }

  private ModelCounts counts(ModelKey model) {
    return counts.computeIfAbsent(model, key -> new ModelCounts());
  }

  /** Drops the statistics of a model that is not served any more. */
  public void forget(String model) {
    counts.keySet().removeIf(key -> key.name().equals(model));
  }

  public ModelStatisticsResponse of(ModelStatisticsRequest request) {
    var response = ModelStatisticsResponse.newBuilder();
    if (!request.getName().isEmpty()) {
      try (var call = modelLookup.call(request.getName(), request.getVersion())) {
        add(response, call.model().key());
      }
      return response.build();
    }
    for (var status : modelLookup.repository().statuses()) {
      status.served().map(ServedModel::key).ifPresent(key -> add(response, key));
    }
    return response.build();
  }

  private void add(ModelStatisticsResponse.Builder response, ModelKey model) {
    response.addModelStats(counts(model).message(model, slices.applyAsLong(model.name())));
  }
}
