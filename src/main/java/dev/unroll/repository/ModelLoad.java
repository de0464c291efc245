package dev.unroll.repository;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.config.Durations;
import dev.unroll.core.Ticker;
import dev.unroll.runtime.ActiveRuns;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One look at a model's folder, with the load that may follow. {@link ModelLoads} ends it if it
 * takes too long: it interrupts the thread, and ends the run of a graph that the thread has under
 * way. A call that reacts to neither is given up, with its thread.
 *
 * <p>Thread-safe.
 */
final class ModelLoad {
  private final ModelRefresh refresh;
  private final LoadLimits limits;
  private final Ticker ticker;

  /** Completed when the result is adopted or dropped. */
  private final CompletableFuture<ModelEntry> adopted = new CompletableFuture<>();

  @GuardedBy("this")
  private @Nullable Thread thread;

  @GuardedBy("this")
  private long sinceNanos;

  /** Why the version that is being loaded must end; null while it may go on. */
  @GuardedBy("this")
  private @Nullable String ending;

  @GuardedBy("this")
  private long endingNanos;

  @GuardedBy("this")
  private @Nullable Object run;

  @GuardedBy("this")
  private long runNanos;

  /** Whether nothing more of it may begin. */
  @GuardedBy("this")
  private boolean isCancelled;

  ModelLoad(ModelRefresh refresh, LoadLimits limits, Ticker ticker) {
    this.refresh = refresh;
    this.limits = limits;
    this.ticker = ticker;
  }

  ModelRefresh refresh() {
    return refresh;
  }

  CompletableFuture<ModelEntry> adopted() {
    return adopted;
  }

  /** Returns the same, completed without a result also where the load failed. */
  CompletableFuture<?> over() {
    return adopted.handle((entry, failure) -> true);
  }

  /** Tells whoever waits for the load that it is over; later calls have no effect. */
  void complete(@Nullable ModelEntry result, @Nullable Throwable failure) {
    if (result == null) {
      adopted.completeExceptionally(new IllegalStateException("no result", failure));
    } else {
      adopted.complete(result);
    }
  }

  /** Looks and loads on the calling thread. Returns the entry before if it was cancelled. */
  ModelEntry run() {
    synchronized (this) {
      if (isCancelled) {
        return refresh.before();
      }
      thread = Thread.currentThread();
      begin();
    }
    try {
      return refresh.run(this);
    } finally {
      synchronized (this) {
        thread = null;
        // The pool's next load must not find the flag.
        Thread.interrupted();
      }
    }
  }

  /** Gives the next version the whole time. */
  synchronized void beginVersion() {
    if (!isCancelled) {
      Thread.interrupted();
      begin();
    }
  }

  @GuardedBy("this")
  private void begin() {
    sinceNanos = ticker.nanos();
    ending = null;
    run = null;
  }

  /** Returns why the version was ended; empty if it was not. */
  synchronized Optional<String> ending() {
    return Optional.ofNullable(ending);
  }

  /** Ends the load, because its result is not wanted any more. */
  synchronized void cancel() {
    isCancelled = true;
    end("it is not wanted any more");
  }

  synchronized boolean isCancelled() {
    return isCancelled;
  }

  /** Returns the thread that loads; null before and after. */
  synchronized @Nullable Thread thread() {
    return thread;
  }

  /** Returns how long the version has been loading, in nanoseconds; 0 if none is. */
  synchronized long ageNanos() {
    return thread == null ? 0 : ticker.nanos() - sinceNanos;
  }

  /** Returns how long ago the load was told to end, in nanoseconds; 0 if it was not. */
  synchronized long endingAgeNanos() {
    return thread == null || ending == null ? 0 : ticker.nanos() - endingNanos;
  }

  /** Ends the version if it takes too long; tells it again if it has not ended yet. */
  synchronized void look(ActiveRuns activeRuns) {
    if (thread == null) {
      return;
    }
    long now = ticker.nanos();
    var current = activeRuns.current(thread);
    if (!Objects.equals(current, run)) {
      run = current;
      runNanos = now;
    }
    if (ending == null && now - sinceNanos > limits.timeout().toNanos()) {
      end("loading it took longer than load-timeout, " + Durations.write(limits.timeout()));
    } else if (ending == null && run != null && now - runNanos > limits.run().toNanos()) {
      end(
          "a run of its graph on random input took longer than max-run, "
              + Durations.write(limits.run()));
    } else if (ending != null) {
      thread.interrupt();
    }
    if (ending != null) {
      activeRuns.terminate(thread);
    }
  }

  @GuardedBy("this")
  private void end(String why) {
    if (ending == null) {
      ending = why;
      endingNanos = ticker.nanos();
    }
    if (thread != null) {
      thread.interrupt();
    }
  }
}
