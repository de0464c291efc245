package dev.unroll.inference;

import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.repository.ModelRepository;
import dev.unroll.schedule.QueuedWork;
import dev.unroll.schedule.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The entry point of calls for all protocols: finds the model and holds it for the call.
 *
 * <p>Thread-safe.
 */
public final class Inference {
  private static final long READING_NANOS = 2_000_000;

  private record Reading(QueuedWork work, long atNanos) {}

  private final ModelRepository repository;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final RequestMeter meter;

  /** Replaced by any thread that finds it too old. */
  private volatile @Nullable Reading lastReading;

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

  /**
   * Returns the work that is queued, read at most {@value #READING_NANOS} ns ago, so that asking
   * for it costs nothing.
   */
  public QueuedWork queuedWork() {
    var last = lastReading;
    long now = ticker.nanos();
    if (last == null || now - last.atNanos() > READING_NANOS) {
      last = new Reading(scheduler.queuedWork(repository.servedCount()), now);
      lastReading = last;
    }
    return last.work();
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
