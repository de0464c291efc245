package dev.unroll.e2e;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that watches the health of a server for as long as it lives. */
final class HealthWatch implements StreamObserver<HealthCheckResponse> {
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private HealthWatch() {}

  static HealthWatch open(ManagedChannel channel) {
    return open(channel, "");
  }

  static HealthWatch open(ManagedChannel channel, String service) {
    var watch = new HealthWatch();
    var request = HealthCheckRequest.newBuilder().setService(service).build();
    HealthGrpc.newStub(channel).watch(request, watch);
    return watch;
  }

  void await(String status) {
    Await.until("health is " + status, () -> last().equals(status));
  }

  /** All that it has been told, in order. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  String last() {
    return seen.isEmpty() ? "" : seen.get(seen.size() - 1);
  }

  @Override
  public void onNext(HealthCheckResponse answer) {
    seen.add(answer.getStatus().name());
  }

  @Override
  public void onError(Throwable thrown) {}

  @Override
  public void onCompleted() {}
}
