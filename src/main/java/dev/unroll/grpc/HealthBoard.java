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
 * grpc.health.v1: under the empty name whether the server should get calls, under {@value #LIVE}
 * whether the process is well, and each model under its own. A model whose newest version failed
 * while an older one answers is SERVING.
 */
public final class HealthBoard implements RepositoryListener {
  /** SERVING as long as there is a port to ask; no model can have a name with a slash. */
  static final String LIVE = "unroll/live";

  private final HealthStatusManager manager = new HealthStatusManager();

  /** What has been told of, but for {@link #LIVE}. */
  @GuardedBy("this")
  private final Set<String> services = new HashSet<>();

  /** Only to true. */
  @GuardedBy("this")
  private boolean lowered;

  public HealthBoard() {
    manager.setStatus(LIVE, ServingStatus.SERVING);
    setServing(false);
  }

  /** The server as a whole. */
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
   * The server is going away: everything is NOT_SERVING for good, but {@link #LIVE}: nobody should
   * kill a process for draining.
   */
  public synchronized void lower() {
    lowered = true;
    services.forEach(service -> manager.setStatus(service, ServingStatus.NOT_SERVING));
  }

  BindableService service() {
    return manager.getHealthService();
  }
}
