package dev.unroll.baseline.server;

import dev.unroll.baseline.compute.Answer;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceImplBase;
import io.grpc.stub.StreamObserver;

/** Answers each call in its handler, with a message as large as the model's answer would be. */
final class EchoInference extends SequenceInferenceImplBase {
  private final ManyToOneResponse response;

  EchoInference(BenchModel model) {
    var values = new float[model.classes()];
    java.util.Arrays.fill(values, 0.5f);
    response =
        ManyToOneResponse.newBuilder()
            .addOutputs(Messages.output(new Answer.Values(values, values.length)))
            .setTiming(Messages.timing(2))
            .setModel(Messages.selector(model))
            .build();
  }

  @Override
  public void manyToOne(ManyToOneRequest request, StreamObserver<ManyToOneResponse> observer) {
    observer.onNext(response);
    observer.onCompleted();
  }
}
