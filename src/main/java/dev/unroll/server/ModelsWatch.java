package dev.unroll.server;

import dev.unroll.config.Durations;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.HealthBoard;
import dev.unroll.repository.ModelRepository;
import dev.unroll.repository.RepositoryConfig;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Polls the models folder and decides whether the server is ready. Every poll, and everything that
 * follows from it, runs on one thread.
 *
 * <p>The server is ready if it serves at least one model. It first becomes ready once each model
 * that it has found is served or has failed, so that early calls do not find only some of the
 * models. A model that takes longer than the load timeout has failed.
 */
final class ModelsWatch {
  private static final System.Logger LOG = System.getLogger(ModelsWatch.class.getName());

  private final ModelRepository repository;
  private final HealthBoard health;
  private final RepositoryConfig config;
  private final BackoffLog backoffLog;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var looking = new Thread(task, "unroll-poll");
        looking.setDaemon(true);
        return looking;
      });

  /** The polling thread writes it, and the ops port reads it. */
  private volatile String problem = "starting: models are being loaded";

  /** Only the polling thread uses this field. */
  private boolean hasBeenReady;

  /** Written before the polling thread begins to use it. */
  private Runnable whenReady = () -> {};

  ModelsWatch(
      ModelRepository repository, HealthBoard health, RepositoryConfig config, Ticker ticker) {
    this.repository = repository;
    this.health = health;
    this.config = config;
    this.backoffLog = new BackoffLog(ticker, this::complain);
  }

  /**
   * Starts polling.
   *
   * @param announcement run once, when the server first becomes ready
   * @return the first poll
   */
  Future<?> begin(Runnable announcement) {
    whenReady = announcement;
    var first = lookSoon(false);
    long pollMillis = config.poll().toMillis();
    if (pollMillis > 0) {
      // The futures are not needed: a poll catches its own exceptions.
      var unused =
          thread.scheduleWithFixedDelay(this::poll, pollMillis, pollMillis, TimeUnit.MILLISECONDS);
    }
    return first;
  }

  /** Polls as soon as the thread is free, and takes files that have only just changed. */
  Future<?> lookSoon() {
    return lookSoon(false);
  }

  private Future<?> lookSoon(boolean patient) {
    return CompletableFuture.completedFuture(null)
        .thenComposeAsync(nothing -> look(patient), thread);
  }

  private void poll() {
    var unused = look(true);
  }

  /** Decides again whether the server is ready, after a client has loaded or unloaded a model. */
  void judgeSoon() {
    try {
      thread.execute(() -> judge(""));
    } catch (RejectedExecutionException stopped) {
      // A server that is stopping stays not ready.
    }
  }

  /** Returns why the server should get no calls, or empty if it is ready. */
  String problem() {
    return problem;
  }

  /** Ends polling. A poll that has begun continues. */
  void stop() {
    thread.shutdown();
  }

  /**
   * Polls, and judges as soon as the loads that it has begun are over. Models that take longer do
   * not keep later polls from finding others.
   */
  private CompletableFuture<Void> look(boolean patient) {
    try {
      var loads = repository.look(patient);
      var trouble = knowsModels() ? "" : "there are no models in " + config.models();
      backoffLog.look(trouble);
      return loads.thenRunAsync(() -> judge(trouble), thread);
    } catch (LoadException e) {
      backoffLog.look(e.reason());
      judge(e.reason());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "models stay as they are", e);
      judge("looking at " + config.models() + " failed: " + e);
    }
    return CompletableFuture.completedFuture(null);
  }

  private void judge(String trouble) {
    var loading = repository.loading();
    boolean ready = repository.servedCount() > 0 && (hasBeenReady || loading.isEmpty());
    problem = ready ? "" : whyNotReady(trouble, loading);
    health.setServing(ready);
    if (ready && !hasBeenReady) {
      hasBeenReady = true;
      whenReady.run();
    }
  }

  private String whyNotReady(String trouble, List<String> loading) {
    if (!loading.isEmpty()) {
      return "starting: models are being loaded: " + String.join(", ", loading);
    }
    return knowsModels()
        ? "no model is served; see the log, or Models.List"
        : "waiting for models: " + trouble;
  }

  private void complain(String trouble) {
    if (knowsModels()) {
      LOG.log(Level.ERROR, "models stay as they are: {0}", trouble);
      return;
    }
    LOG.log(
        Level.WARNING,
        "waiting for models: {0}; {1}",
        trouble,
        config.poll().isZero()
            ? "poll is 0s, so only SIGHUP looks again"
            : "looking again every " + Durations.write(config.poll()));
  }

  private boolean knowsModels() {
    return !repository.statuses().isEmpty();
  }
}
