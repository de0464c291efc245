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

/** The protocol as a whole. */
public final class OpenInference {
  private final InferenceService service;
  private final Statistics statistics;

  /**
   * @param liveSequences those whose state is kept between requests
   * @param streams those of all protocols
   * @param slices how many were run for the model of a name
   * @param logLevel is told of a level of logging that a client wants
   * @param ready whether the server as a whole is
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

  /** A model is not served any more. */
  public void removed(String model) {
    statistics.forget(model);
  }
}
