package dev.unroll.baseline.server;

import dev.unroll.baseline.compute.Answer;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceImplBase;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;

/** Answers each call in its handler, with a message as large as the model's answer would be. */
final class EchoInference extends SequenceInferenceImplBase {
  private final ManyToOneResponse answer;

  EchoInference(BenchModel model) {
    var values = new float[model.classes()];
    Arrays.fill(values, 0.5f);
    answer =
        ManyToOneResponse.newBuilder()
            .addOutputs(Messages.output(new Answer.Values(values, values.length)))
            .setModel(Messages.selector(model))
            .build();
  }

  @Override
  public void manyToOne(ManyToOneRequest request, StreamObserver<ManyToOneResponse> observer) {
    // The generator takes an answer for another number of steps for a wrong one.
    int steps = Messages.sequence(request.getInput()).steps();
    observer.onNext(answer.toBuilder().setTiming(Messages.timing(steps)).build());
    observer.onCompleted();
  }
}
