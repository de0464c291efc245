package dev.unroll.openinference;

import dev.unroll.core.Ticker;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.inference.Inference;
import dev.unroll.inference.RequestMeter;
import dev.unroll.inference.sequence.ContinuedSequences;
import dev.unroll.openinference.admin.LogCalls;
import dev.unroll.openinference.admin.RepositoryCalls;
import dev.unroll.openinference.admin.Statistics;
import dev.unroll.openinference.tensor.ModelLookup;
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
   * @param continuedSequences the sequences whose states are kept between requests
   * @param streams the open streams of all protocols
   * @param slices returns how many slices were run for a model, by its name
   * @param logLevel called with each log level that a client sets
   * @param ready whether the whole server is ready
   */
  public OpenInference(
      OpenInferenceConfig config,
      Inference inference,
      ModelRepository repository,
      ContinuedSequences continuedSequences,
      OpenStreams streams,
      RequestMeter meter,
      Ticker ticker,
      InstantSource clock,
      ToLongFunction<String> slices,
      Consumer<String> logLevel,
      BooleanSupplier ready) {
    var modelLookup = new ModelLookup(inference, repository);
    statistics = new Statistics(modelLookup, clock, slices);
    var ofSequences = new SequenceRequests(modelLookup, continuedSequences, statistics, ticker);
    service =
        new InferenceService(
            modelLookup,
            new RepositoryCalls(repository, config.modelControl()),
            new LogCalls(config.logLevel(), config.modelControl(), logLevel),
            new InferenceRequests(modelLookup, ofSequences, statistics, ticker),
            statistics,
            new StreamMeter(modelLookup, meter, ticker),
            streams,
            ticker,
            ready,
            config.version());
  }

  public ServerServiceDefinition service() {
    return ServerInterceptors.intercept(service, new GrpcErrorHeader());
  }

  /** Drops what is kept of a model that is not served any more. */
  public void removed(String model) {
    statistics.forget(model);
  }
}
