package dev.unroll.openinference;

import dev.unroll.core.Ticker;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.inference.Inference;
import dev.unroll.inference.RequestMeter;
import dev.unroll.inference.sequence.LiveSequences;
import dev.unroll.openinference.admin.LogCalls;
import dev.unroll.openinference.admin.RepositoryCalls;
import dev.unroll.openinference.admin.Statistics;
import dev.unroll.openinference.tensor.ModelCalls;
import dev.unroll.repository.ModelRepository;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Makes the protocol's service and its shared parts. */
public final class OpenInference {
  private final InferenceService service;
  private final Statistics statistics;

  /**
   * @param liveSequences the sequences whose states are kept between requests
   * @param streams the open streams of all protocols
   * @param slices returns how many slices were run for a model, by its name
   * @param logLevel called with each log level that a client sets
   * @param ready whether the whole server is ready
   */
  public OpenInference(
      OpenInferenceConfig config,
      Inference inference,
      ModelRepository repository,
      LiveSequences liveSequences,
      OpenStreams streams,
      RequestMeter meter,
      Ticker ticker,
      InstantSource clock,
      ToLongFunction<String> slices,
      Consumer<String> logLevel,
      BooleanSupplier ready) {
    var modelCalls = new ModelCalls(inference, repository);
    statistics = new Statistics(modelCalls, clock, slices);
    var ofSequences = new SequenceRequests(modelCalls, liveSequences, statistics, ticker);
    service =
        new InferenceService(
            modelCalls,
            new RepositoryCalls(repository, config.modelControl()),
            new LogCalls(config.logLevel(), logLevel),
            new InferenceRequests(modelCalls, ofSequences, statistics, ticker),
            statistics,
            new StreamMeter(modelCalls, meter, ticker),
            streams,
            ticker,
            ready,
            config.version());
  }

  public ServerServiceDefinition service() {
    return ServerInterceptors.intercept(service, new StatusErrors());
  }

  /** Drops what is kept of a model that is not served any more. */
  public void removed(String model) {
    statistics.forget(model);
  }
}
