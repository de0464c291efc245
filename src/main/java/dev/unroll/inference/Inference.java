package dev.unroll.inference;

import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.repository.ModelRepository;
import dev.unroll.schedule.Scheduler;

/**
 * The entry point of calls for all protocols: finds the model and holds it for the call.
 *
 * <p>Thread-safe.
 */
public final class Inference {
  private final ModelRepository repository;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final RequestMeter meter;

  public Inference(
      ModelRepository repository, Scheduler scheduler, Ticker ticker, RequestMeter meter) {
    this.repository = repository;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.meter = meter;
  }

  /**
   * Begins a call of a model. The caller must close it.
   *
   * @param version the version that must be served, or 0 for any
   * @throws Fault NOT_FOUND if there is no such model or version, naming those that exist;
   *     UNAVAILABLE if the model failed to load, is still being loaded, or was unloaded
   */
  public InferenceCall call(String model, long version) {
    return new InferenceCall(this, repository.lease(model, version));
  }

  /** Whether a version of the model is served now. */
  public boolean isServed(String model) {
    try {
      return repository.status(model).served().isPresent();
    } catch (Fault unknown) {
      return false;
    }
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  public RequestMeter meter() {
    return meter;
  }

  /** Returns the current time, on the same scale as deadlines. */
  public long nanos() {
    return ticker.nanos();
  }
}
