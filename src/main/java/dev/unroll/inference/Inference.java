package dev.unroll.inference;

import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.repository.ModelRepository;
import dev.unroll.schedule.Scheduler;

/**
 * Where calls begin, whatever protocol they came by: finds the model and holds it for the call.
 *
 * <p>Safe for threads.
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
   * A call of a model, which the caller closes.
   *
   * @param version 0: whichever is served
   * @throws Fault NOT_FOUND, naming what there is; UNAVAILABLE where the model failed to load, is
   *     still being loaded, or was unloaded
   */
  public InferenceCall call(String model, long version) {
    return new InferenceCall(this, repository.lease(model, version));
  }

  /** Whether any version of a model is served now. */
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

  /** Now, on the scale of deadlines. */
  public long nanos() {
    return ticker.nanos();
  }
}
