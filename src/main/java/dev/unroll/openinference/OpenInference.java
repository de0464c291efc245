package dev.unroll.openinference;

import dev.unroll.core.Ticker;
import dev.unroll.repository.ModelRepository;
import dev.unroll.rpc.OpenStreams;
import dev.unroll.rpc.OtherProtocol;
import dev.unroll.rpc.RequestMeter;
import dev.unroll.schedule.Scheduler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** The protocol as a whole. */
public final class OpenInference implements OtherProtocol {
  private static final Duration LOOK_ANYWAY = Duration.ofMinutes(1);

  private final InferenceService service;
  private final Sequences sequences;
  private final Statistics statistics;

  /**
   * @param streams those of all protocols
   * @param slices how many were run for the model of a name
   * @param logLevel is told of a level of logging that a client wants
   * @param ready whether the server as a whole is
   */
  public OpenInference(
      OpenInferenceConfig config,
      ModelRepository repository,
      Scheduler scheduler,
      OpenStreams streams,
      RequestMeter meter,
      Ticker ticker,
      InstantSource clock,
      ToLongFunction<String> slices,
      Consumer<String> logLevel,
      BooleanSupplier ready) {
    var models = new Models(repository);
    statistics = new Statistics(models, clock, slices);
    sequences =
        new Sequences(
            models,
            scheduler,
            ticker,
            meter,
            statistics,
            config.maxSequences(),
            config.sequenceIdleTimeout());
    service =
        new InferenceService(
            models,
            new RepositoryCalls(repository, config.modelControl()),
            new LogCalls(config.logLevel(), logLevel),
            new Requests(models, scheduler, ticker, sequences, statistics),
            statistics,
            new StreamMeter(models, meter, ticker),
            streams,
            ticker,
            ready,
            config.version());
  }

  @Override
  public ServerServiceDefinition service() {
    return ServerInterceptors.intercept(service, new PlainErrors());
  }

  @Override
  public Duration idleTimeout() {
    // A model may have one of its own where the server has none.
    return sequences.idleTimeout().isZero() ? LOOK_ANYWAY : sequences.idleTimeout();
  }

  @Override
  public void endIdle() {
    sequences.endIdle();
  }

  /** A model is not served any more. */
  public void removed(String model) {
    sequences.endOf(model);
    statistics.forget(model);
  }
}
