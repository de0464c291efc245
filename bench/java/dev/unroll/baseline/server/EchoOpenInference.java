package dev.unroll.baseline.server;

import com.google.protobuf.ByteString;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.triton.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelInferResponse.InferOutputTensor;
import io.grpc.stub.StreamObserver;

/** The same as {@link EchoInference} in the Open Inference Protocol: raw, one row. */
final class EchoOpenInference extends GRPCInferenceServiceImplBase {
  private final ModelInferResponse answer;

  EchoOpenInference(BenchModel model) {
    var output =
        InferOutputTensor.newBuilder()
            .setName(BenchModel.OUTPUT)
            .setDatatype("FP32")
            .addShape(1)
            .addShape(model.classes());
    answer =
        ModelInferResponse.newBuilder()
            .setModelName(model.folder())
            .setModelVersion("1")
            .addOutputs(output)
            .addRawOutputContents(ByteString.copyFrom(new byte[Float.BYTES * model.classes()]))
            .build();
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    observer.onNext(answer);
    observer.onCompleted();
  }
}
