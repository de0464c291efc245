package dev.unroll.openinference;

import dev.unroll.repository.ModelRepository;
import dev.unroll.rpc.OpenStreams;
import dev.unroll.rpc.OtherProtocol;
import dev.unroll.rpc.RequestMeter;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Ticker;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The protocol as a whole. */
public final class OpenInference implements OtherProtocol {
  private final InferenceService service;
  private final Sequences sequences;

  /**
   * @param streams those of all protocols
   * @param ready whether the server as a whole is
   */
  public OpenInference(
      OpenInferenceConfig config,
      ModelRepository repository,
      Scheduler scheduler,
      OpenStreams streams,
      RequestMeter meter,
      Ticker ticker,
      BooleanSupplier ready) {
    var models = new Models(repository);
    sequences =
        new Sequences(
            models, scheduler, ticker, meter, config.maxSequences(), config.sequenceIdleTimeout());
    service =
        new InferenceService(
            models,
            new Requests(models, scheduler, ticker, sequences),
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
    return sequences.idleTimeout();
  }

  @Override
  public void endIdle() {
    sequences.endIdle();
  }

  /** A model is not served any more. */
  public void removed(String model) {
    sequences.endOf(model);
  }
}
