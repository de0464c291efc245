package dev.unroll.server;

import dev.unroll.core.ModelKey;
import dev.unroll.grpc.HealthBoard;
import dev.unroll.metrics.PrometheusMeters;
import dev.unroll.repository.AnsweringModel;
import dev.unroll.repository.RepositoryListener;
import dev.unroll.repository.ServedModel;
import dev.unroll.schedule.execution.VerificationQueue;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Passes the repository's events on to health, metrics, verification and the protocols. */
final class ModelNews implements RepositoryListener {
  private static final System.Logger LOG = System.getLogger(ModelNews.class.getName());

  private final HealthBoard health;
  private final PrometheusMeters meters;
  private final VerificationQueue verificationQueue;
  private final Runnable whenOrdered;
  private final Consumer<String> whenGone;

  /**
   * @param whenOrdered run after a client has had a model loaded or unloaded
   * @param whenGone receives the name of each model that is no longer served
   */
  ModelNews(
      HealthBoard health,
      PrometheusMeters meters,
      VerificationQueue verificationQueue,
      Runnable whenOrdered,
      Consumer<String> whenGone) {
    this.health = health;
    this.meters = meters;
    this.verificationQueue = verificationQueue;
    this.whenOrdered = whenOrdered;
    this.whenGone = whenGone;
  }

  @Override
  public void found(String name) {
    health.found(name);
  }

  @Override
  public void served(ServedModel model) {
    health.served(model);
    meters.served(model);
  }

  @Override
  public void failed(String name, long version, String reason, boolean nothingServed) {
    health.failed(name, version, reason, nothingServed);
    meters.failed(name, version, reason, nothingServed);
  }

  @Override
  public void recovered(String name) {
    LOG.log(Level.INFO, "model {0} no longer has a version that fails to load", name);
    meters.recovered(name);
  }

  @Override
  public void retired(ServedModel model) {
    if (model instanceof AnsweringModel answering) {
      verificationQueue.drop(answering.version());
    }
  }

  @Override
  public void freed(ModelKey key) {
    LOG.log(Level.INFO, "model {0} has been unloaded; its last call has ended", key);
    meters.freed(key);
  }

  @Override
  public void loaded(String name) {
    whenOrdered.run();
  }

  @Override
  public void unloaded(String name) {
    health.unloaded(name);
    meters.unloaded(name);
    whenGone.accept(name);
    whenOrdered.run();
  }

  @Override
  public void removed(String name) {
    health.removed(name);
    meters.removed(name);
    whenGone.accept(name);
  }
}
