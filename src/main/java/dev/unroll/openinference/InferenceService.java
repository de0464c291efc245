package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.unroll.inference.LogSettingsRequest;
import dev.unroll.inference.LogSettingsResponse;
import dev.unroll.inference.ModelConfigRequest;
import dev.unroll.inference.ModelConfigResponse;
import dev.unroll.inference.ModelInferRequest;
import dev.unroll.inference.ModelInferResponse;
import dev.unroll.inference.ModelMetadataRequest;
import dev.unroll.inference.ModelMetadataResponse;
import dev.unroll.inference.ModelReadyRequest;
import dev.unroll.inference.ModelReadyResponse;
import dev.unroll.inference.ModelStatisticsRequest;
import dev.unroll.inference.ModelStatisticsResponse;
import dev.unroll.inference.ModelStreamInferResponse;
import dev.unroll.inference.RepositoryIndexRequest;
import dev.unroll.inference.RepositoryIndexResponse;
import dev.unroll.inference.RepositoryModelLoadRequest;
import dev.unroll.inference.RepositoryModelLoadResponse;
import dev.unroll.inference.RepositoryModelUnloadRequest;
import dev.unroll.inference.RepositoryModelUnloadResponse;
import dev.unroll.inference.ServerLiveRequest;
import dev.unroll.inference.ServerLiveResponse;
import dev.unroll.inference.ServerMetadataRequest;
import dev.unroll.inference.ServerMetadataResponse;
import dev.unroll.inference.ServerReadyRequest;
import dev.unroll.inference.ServerReadyResponse;
import dev.unroll.rpc.CallDeadline;
import dev.unroll.rpc.FaultTable;
import dev.unroll.rpc.OpenStreams;
import dev.unroll.schedule.Ticker;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The protocol's calls. Those that are not here answer UNIMPLEMENTED. */
final class InferenceService extends GRPCInferenceServiceImplBase {
  private final Models models;
  private final RepositoryCalls repository;
  private final LogCalls log;
  private final Requests requests;
  private final Statistics statistics;
  private final StreamMeter meter;
  private final OpenStreams streams;
  private final Ticker ticker;
  private final BooleanSupplier ready;
  private final String version;

  /**
   * @param ready whether the server as a whole is
   * @param version of the program
   */
  InferenceService(
      Models models,
      RepositoryCalls repository,
      LogCalls log,
      Requests requests,
      Statistics statistics,
      StreamMeter meter,
      OpenStreams streams,
      Ticker ticker,
      BooleanSupplier ready,
      String version) {
    this.models = models;
    this.repository = repository;
    this.log = log;
    this.requests = requests;
    this.statistics = statistics;
    this.meter = meter;
    this.streams = streams;
    this.ticker = ticker;
    this.ready = ready;
    this.version = version;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    answer(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    answer(observer, () -> ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    answer(
        observer,
        () ->
            ModelReadyResponse.newBuilder()
                .setReady(isReady(request.getName(), request.getVersion()))
                .build());
  }

  private boolean isReady(String name, String modelVersion) {
    try {
      models.lease(name, modelVersion).close();
      return true;
    } catch (Fault fault) {
      if (fault.kind() == Kind.INVALID_ARGUMENT) {
        throw fault;
      }
      return false;
    }
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
    answer(observer, () -> MetadataMessages.server(version));
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    answer(
        observer,
        () -> {
          try (var lease = models.lease(request.getName(), request.getVersion())) {
            return MetadataMessages.model(lease.model(), models.tensors(lease.model()));
          }
        });
  }

  @Override
  public void modelConfig(
      ModelConfigRequest request, StreamObserver<ModelConfigResponse> observer) {
    answer(
        observer,
        () -> {
          try (var lease = models.lease(request.getName(), request.getVersion())) {
            return ConfigMessages.of(lease.model(), models.tensors(lease.model()));
          }
        });
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> observer) {
    answer(observer, () -> statistics.of(request));
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
    answer(observer, () -> repository.index(request));
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> observer) {
    answer(observer, () -> repository.load(request));
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request,
      StreamObserver<RepositoryModelUnloadResponse> observer) {
    answer(observer, () -> repository.unload(request));
  }

  @Override
  public void logSettings(
      LogSettingsRequest request, StreamObserver<LogSettingsResponse> observer) {
    answer(observer, () -> log.settings(request));
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    var call = new InferCall((ServerCallStreamObserver<ModelInferResponse>) observer);
    try {
      long deadline = CallDeadline.nanos(ticker.nanos());
      call.runs(requests.begin(request, deadline, false, call));
    } catch (RuntimeException | OutOfMemoryError refused) {
      call.fail(refused);
    }
  }

  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> observer) {
    return InferStream.open(
        requests,
        meter,
        ticker,
        streams,
        (ServerCallStreamObserver<ModelStreamInferResponse>) observer,
        PlainErrors.areWanted());
  }

  private static <A> void answer(StreamObserver<A> observer, Supplier<A> work) {
    try {
      observer.onNext(work.get());
      observer.onCompleted();
    } catch (RuntimeException e) {
      observer.onError(FaultTable.status(e));
    }
  }
}
