package dev.unroll.baseline.server;

import dev.unroll.v1.DescribeModelRequest;
import dev.unroll.v1.DescribeModelResponse;
import dev.unroll.v1.ListModelsRequest;
import dev.unroll.v1.ListModelsResponse;
import dev.unroll.v1.Model;
import dev.unroll.v1.ModelsGrpc.ModelsImplBase;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** Describes the one model that is served. */
final class BaselineModels extends ModelsImplBase {
  private final Model model;

  BaselineModels(Model model) {
    this.model = model;
  }

  @Override
  public void list(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    observer.onNext(ListModelsResponse.newBuilder().addModels(model).build());
    observer.onCompleted();
  }

  @Override
  public void describe(
      DescribeModelRequest request, StreamObserver<DescribeModelResponse> observer) {
    if (!request.getName().equals(model.getName())) {
      observer.onError(
          Status.NOT_FOUND
              .withDescription(
                  "model '" + request.getName() + "' is not served; '" + model.getName() + "' is")
              .asException());
      return;
    }
    observer.onNext(DescribeModelResponse.newBuilder().setModel(model).build());
    observer.onCompleted();
  }
}
