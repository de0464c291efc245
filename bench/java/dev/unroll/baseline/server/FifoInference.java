package dev.unroll.baseline.server;

import dev.unroll.baseline.compute.Answer;
import dev.unroll.baseline.compute.Question;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.v1.Generation;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceImplBase;
import dev.unroll.v1.Timing;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.BiFunction;

/** Answers the calls of one model through first-in, first-out lanes. */
final class FifoInference extends SequenceInferenceImplBase {
  /** What Unroll generates at most where nobody says. */
  private static final int DEFAULT_MAX_STEPS = 128;

  private final ModelSelector selector;
  private final FifoLanes lanes;

  FifoInference(BenchModel model, FifoLanes lanes) {
    this.selector = Messages.selector(model);
    this.lanes = lanes;
  }

  @Override
  public void manyToOne(ManyToOneRequest request, StreamObserver<ManyToOneResponse> observer) {
    answer(
        request.getInput(),
        Generation.getDefaultInstance(),
        observer,
        (answer, timing) ->
            ManyToOneResponse.newBuilder()
                .addOutputs(Messages.output((Answer.Values) answer))
                .setTiming(timing)
                .setModel(selector)
                .build());
  }

  @Override
  public void manyToMany(ManyToManyRequest request, StreamObserver<ManyToManyResponse> observer) {
    answer(
        request.getInput(),
        request.getGeneration(),
        observer,
        (answer, timing) -> {
          var response = ManyToManyResponse.newBuilder().setTiming(timing).setModel(selector);
          if (answer instanceof Answer.Ids ids) {
            response.setGenerated(Messages.end(ids, timing, selector));
          } else if (answer instanceof Answer.Values values) {
            response.addOutputs(Messages.output(values));
          }
          return response.build();
        });
  }

  private <A> void answer(
      Input input,
      Generation generation,
      StreamObserver<A> observer,
      BiFunction<Answer, Timing, A> message) {
    try {
      int maxSteps = generation.getMaxSteps() == 0 ? DEFAULT_MAX_STEPS : generation.getMaxSteps();
      var question = new Question(Messages.sequence(input), maxSteps, generation.getStartId());
      lanes.submit(new Call<>(question, (ServerCallStreamObserver<A>) observer, message));
    } catch (IllegalArgumentException wrong) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription(wrong.getMessage()).asException());
    }
  }

  private record Call<A>(
      Question question,
      ServerCallStreamObserver<A> observer,
      BiFunction<Answer, Timing, A> message)
      implements Job {
    Call {
      // With a handler gRPC throws no exception at those who answer a call that was cancelled.
      observer.setOnCancelHandler(() -> {});
    }

    @Override
    public boolean isCancelled() {
      return observer.isCancelled();
    }

    @Override
    public void answered(Answer answer) {
      int generated = answer instanceof Answer.Ids ids ? ids.ids().length : 0;
      var timing = Messages.timing(question.sequence().steps() + generated);
      observer.onNext(message.apply(answer, timing));
      observer.onCompleted();
    }

    @Override
    public void failed(Exception failure) {
      observer.onError(
          Status.INTERNAL.withDescription(failure.getMessage()).withCause(failure).asException());
    }
  }
}
