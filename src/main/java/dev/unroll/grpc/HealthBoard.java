package dev.unroll.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.health.HealthCheckResponse;
import dev.unroll.health.HealthGrpc;
import dev.unroll.health.HealthListRequest;
import dev.unroll.health.HealthListResponse;
import dev.unroll.repository.RepositoryListener;
import dev.unroll.repository.ServedModel;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The health service, grpc.health.v1. The empty name tells whether the server should get calls,
 * {@value #LIVE} whether the process is alive, and each model's name whether the model is served. A
 * model whose newest version failed while an older one is served is SERVING.
 */
public final class HealthBoard implements RepositoryListener {
  /** SERVING as long as the lanes work. A model's name cannot contain a slash. */
  static final String LIVE = "unroll/live";

  private final HealthStatusManager manager = new HealthStatusManager();

  /** What has been told to {@link #manager}, which cannot be asked for all of it. */
  @GuardedBy("this")
  private final Map<String, ServingStatus> statuses = new TreeMap<>();

  /** Only ever set to true. */
  @GuardedBy("this")
  private boolean lowered;

  public HealthBoard() {
    set(LIVE, ServingStatus.SERVING);
    setServing(false);
  }

  /** Sets the status of the whole server. */
  public void setServing(boolean serving) {
    tell(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, serving);
  }

  /** Sets whether the process is alive: the same answer that {@code /livez} gives. */
  public void setLive(boolean live) {
    set(LIVE, live ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
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
    statuses.remove(name);
    manager.clearStatus(name);
  }

  private synchronized void tell(String service, boolean serving) {
    set(service, serving && !lowered ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  private synchronized void set(String service, ServingStatus status) {
    statuses.put(service, status);
    manager.setStatus(service, status);
  }

  /**
   * Sets all names to NOT_SERVING for good, for the shutdown. {@link #LIVE} stays SERVING, so that
   * a draining process is not killed.
   */
  public synchronized void lower() {
    lowered = true;
    List.copyOf(statuses.keySet()).stream()
        .filter(service -> !service.equals(LIVE))
        .forEach(service -> set(service, ServingStatus.NOT_SERVING));
  }

  /** Returns the service: Check and Watch are gRPC's own, which has no List yet. */
  ServerServiceDefinition service() {
    var own = manager.getHealthService().bindService();
    var descriptor =
        ServiceDescriptor.newBuilder(HealthGrpc.SERVICE_NAME)
            .setSchemaDescriptor(HealthGrpc.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(HealthGrpc.getListMethod());
    own.getMethods().forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    var service = ServerServiceDefinition.builder(descriptor.build());
    own.getMethods().forEach(service::addMethod);
    return service
        .addMethod(HealthGrpc.getListMethod(), ServerCalls.asyncUnaryCall(this::list))
        .build();
  }

  private void list(HealthListRequest request, StreamObserver<HealthListResponse> observer) {
    observer.onNext(all());
    observer.onCompleted();
  }

  private synchronized HealthListResponse all() {
    var response = HealthListResponse.newBuilder();
    statuses.forEach((service, status) ->
        response.putStatuses(
            service, HealthCheckResponse.newBuilder().setStatusValue(status.getNumber()).build()));
    return response.build();
  }
}
