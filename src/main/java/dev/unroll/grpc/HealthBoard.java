package dev.unroll.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.repository.RepositoryListener;
import dev.unroll.repository.ServedModel;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.HashSet;
import java.util.Set;

/**
 * The health service, grpc.health.v1. The empty name tells whether the server should get calls,
 * {@value #LIVE} whether the process is alive, and each model's name whether the model is served. A
 * model whose newest version failed while an older one is served is SERVING.
 */
public final class HealthBoard implements RepositoryListener {
  /** SERVING as long as the lanes work. A model's name cannot contain a slash. */
  static final String LIVE = "unroll/live";

  private final HealthStatusManager manager = new HealthStatusManager();

  /** The names whose status has been set, without {@link #LIVE}. */
  @GuardedBy("this")
  private final Set<String> services = new HashSet<>();

  /** Only ever set to true. */
  @GuardedBy("this")
  private boolean lowered;

  public HealthBoard() {
    manager.setStatus(LIVE, ServingStatus.SERVING);
    setServing(false);
  }

  /** Sets whether the process works, or only a restart can help. */
  public void setLive(boolean live) {
    manager.setStatus(LIVE, live ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** Sets the status of the whole server. */
  public void setServing(boolean serving) {
    tell(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, serving);
  }

  @Override
  public void found(String name) {
    tell(name, false);
  }

  @Override
  public void served(ServedModel model) {
    tell(model.key().name(), true);
  }

  @Override
  public void failed(String name, long version, String reason, boolean nothingServed) {
    if (nothingServed) {
      tell(name, false);
    }
  }

  @Override
  public void unloaded(String name) {
    tell(name, false);
  }

  @Override
  public synchronized void removed(String name) {
    services.remove(name);
    manager.clearStatus(name);
  }

  private synchronized void tell(String service, boolean serving) {
    services.add(service);
    boolean up = serving && !lowered;
    manager.setStatus(service, up ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /**
   * Sets all names to NOT_SERVING for good, for the shutdown. {@link #LIVE} stays SERVING, so that
   * a draining process is not killed.
   */
  public synchronized void lower() {
    lowered = true;
    services.forEach(service -> manager.setStatus(service, ServingStatus.NOT_SERVING));
  }

  BindableService service() {
    return manager.getHealthService();
  }
}
