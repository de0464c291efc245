package dev.unroll.rpc;

import dev.unroll.repository.RepositoryListener;
import dev.unroll.repository.ServedModel;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

/**
 * grpc.health.v1: the server under the empty name, each model under its own. A model whose newest
 * version failed while an older one answers is SERVING.
 */
public final class HealthBoard implements RepositoryListener {
  private final HealthStatusManager manager = new HealthStatusManager();

  public HealthBoard() {
    setServing(false);
  }

  /** The server as a whole. */
  public void setServing(boolean serving) {
    manager.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public void served(ServedModel model) {
    manager.setStatus(model.key().name(), ServingStatus.SERVING);
  }

  @Override
  public void failed(String name, long version, String reason, boolean nothingServed) {
    if (nothingServed) {
      manager.setStatus(name, ServingStatus.NOT_SERVING);
    }
  }

  @Override
  public void unloaded(String name) {
    manager.setStatus(name, ServingStatus.NOT_SERVING);
  }

  @Override
  public void removed(String name) {
    manager.clearStatus(name);
  }

  /** The server is going away: everything is NOT_SERVING for good. */
  public void lower() {
    manager.enterTerminalState();
  }

  BindableService service() {
    return manager.getHealthService();
  }
}
