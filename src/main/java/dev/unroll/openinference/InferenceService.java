package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.CallDeadline;
import dev.unroll.grpc.FaultTable;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.grpc.ResponseSender;
import dev.unroll.openinference.admin.ConfigMessages;
import dev.unroll.openinference.admin.LogCalls;
import dev.unroll.openinference.admin.MetadataMessages;
import dev.unroll.openinference.admin.RepositoryCalls;
import dev.unroll.openinference.admin.Statistics;
import dev.unroll.openinference.tensor.ModelLookup;
import dev.unroll.triton.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.unroll.triton.LogSettingsRequest;
import dev.unroll.triton.LogSettingsResponse;
import dev.unroll.triton.ModelConfigRequest;
import dev.unroll.triton.ModelConfigResponse;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelMetadataRequest;
import dev.unroll.triton.ModelMetadataResponse;
import dev.unroll.triton.ModelReadyRequest;
import dev.unroll.triton.ModelReadyResponse;
import dev.unroll.triton.ModelStatisticsRequest;
import dev.unroll.triton.ModelStatisticsResponse;
import dev.unroll.triton.ModelStreamInferResponse;
import dev.unroll.triton.RepositoryIndexRequest;
import dev.unroll.triton.RepositoryIndexResponse;
import dev.unroll.triton.RepositoryModelLoadRequest;
import dev.unroll.triton.RepositoryModelLoadResponse;
import dev.unroll.triton.RepositoryModelUnloadRequest;
import dev.unroll.triton.RepositoryModelUnloadResponse;
import dev.unroll.triton.ServerLiveRequest;
import dev.unroll.triton.ServerLiveResponse;
import dev.unroll.triton.ServerMetadataRequest;
import dev.unroll.triton.ServerMetadataResponse;
import dev.unroll.triton.ServerReadyRequest;
import dev.unroll.triton.ServerReadyResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The protocol's service. Calls that are not supported answer UNIMPLEMENTED. */
final class InferenceService extends GRPCInferenceServiceImplBase {
  private final ModelLookup modelLookup;
  private final RepositoryCalls repository;
  private final LogCalls log;
  private final InferenceRequests inferenceRequests;
  private final Statistics statistics;
  private final StreamMeter meter;
  private final OpenStreams streams;
  private final Ticker ticker;
  private final BooleanSupplier ready;
  private final String version;

  /**
   * @param ready whether the whole server is ready
   * @param version the version of the program
   */
  InferenceService(
      ModelLookup modelLookup,
      RepositoryCalls repository,
      LogCalls log,
      InferenceRequests inferenceRequests,
      Statistics statistics,
      StreamMeter meter,
      OpenStreams streams,
      Ticker ticker,
      BooleanSupplier ready,
      String version) {
    this.modelLookup = modelLookup;
    this.repository = repository;
    this.log = log;
    this.inferenceRequests = inferenceRequests;
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
      modelLookup.call(name, modelVersion).close();
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
          try (var call = modelLookup.call(request.getName(), request.getVersion())) {
            return MetadataMessages.model(call.model(), modelLookup.tensors(call.model()));
          }
        });
  }

  @Override
  public void modelConfig(
      ModelConfigRequest request, StreamObserver<ModelConfigResponse> observer) {
    answer(
        observer,
        () -> {
          try (var call = modelLookup.call(request.getName(), request.getVersion())) {
            return ConfigMessages.of(call.model(), modelLookup.tensors(call.model()));
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
    var client = new ResponseSender<>(observer);
    try {
      long deadline = CallDeadline.nanos(ticker.nanos());
      client.ends(inferenceRequests.begin(request, deadline, false, new UnaryResponseSink(client)));
    } catch (RuntimeException | OutOfMemoryError refused) {
      client.fail(refused);
    }
  }

  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> observer) {
    return InferStream.open(
        inferenceRequests,
        meter,
        ticker,
        streams,
        (ServerCallStreamObserver<ModelStreamInferResponse>) observer,
        GrpcErrorHeader.areWanted());
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
