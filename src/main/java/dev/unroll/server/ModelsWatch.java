package dev.unroll.server;

import dev.unroll.config.Durations;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.HealthBoard;
import dev.unroll.repository.ModelRepository;
import dev.unroll.repository.RepositoryConfig;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the models folder, at the start and then as often as polling says, and knows from that
 * whether the server is ready. All looks, and what follows from them, are on one thread.
 *
 * <p>Ready is a server that answers for one model at least. It becomes so only when none of the
 * models that were there is still being loaded: a call must not find half of what was promised.
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

  /** Written by the looking thread, read by the ops port. */
  private volatile String problem = "starting: models are being loaded";

  /** The looking thread's own, as is the next. */
  private boolean hasBeenReady;

  private Runnable whenReady = () -> {};

  ModelsWatch(
      ModelRepository repository, HealthBoard health, RepositoryConfig config, Ticker ticker) {
    this.repository = repository;
    this.health = health;
    this.config = config;
    this.backoffLog = new BackoffLog(ticker, this::complain);
  }

  /**
   * Begins to look.
   *
   * @param announcement run once, when the server first is ready
   * @return the first look, for those who wait for it
   */
  Future<?> begin(Runnable announcement) {
    var first =
        thread.submit(() -> {
          whenReady = announcement;
          look(false);
        });
    long pollMillis = config.poll().toMillis();
    if (pollMillis > 0) {
      // It catches what it throws; nobody waits for it.
      var unused =
          thread.scheduleWithFixedDelay(
              () -> look(true), pollMillis, pollMillis, TimeUnit.MILLISECONDS);
    }
    return first;
  }

  /** Looks as soon as the thread is free: also at files that have only just changed. */
  Future<?> lookSoon() {
    return thread.submit(() -> look(false));
  }

  /** Models have come or gone otherwise than by a look: thinks over whether the server is ready. */
  void judgeSoon() {
    try {
      thread.execute(() -> judge(""));
    } catch (RejectedExecutionException stopped) {
      // A stopping server is not ready, whatever it has.
    }
  }

  /** Why the server should get no calls, or empty. */
  String problem() {
    return problem;
  }

  /** No further looks; one that is under way goes on. */
  void stop() {
    thread.shutdown();
  }

  private void look(boolean patient) {
    var trouble = refresh(patient);
    backoffLog.look(trouble);
    judge(trouble);
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

  /** Brings the repository up to date; returns what is wrong with the folder, or empty. */
  private String refresh(boolean patient) {
    try {
      repository.refresh(patient);
      return knowsModels() ? "" : "there are no models in " + config.models();
    } catch (LoadException e) {
      return e.reason();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "models stay as they are", e);
      return "looking at " + config.models() + " failed: " + e;
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
