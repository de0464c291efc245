package dev.unroll.grpc.unroll;

import dev.unroll.core.Caller;
import dev.unroll.core.Priority;
import dev.unroll.core.Task;
import dev.unroll.grpc.CallDeadline;
import dev.unroll.grpc.ContextCaller;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.grpc.ResponseSender;
import dev.unroll.inference.Cancellable;
import dev.unroll.inference.Candidates;
import dev.unroll.inference.Inference;
import dev.unroll.inference.InferenceCall;
import dev.unroll.inference.PredictionOptions;
import dev.unroll.inference.RequestMeter;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.OneToManyRequest;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceImplBase;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Function;

/** The service {@code SequenceInference}: one-to-many, many-to-one and many-to-many. */
public final class SequenceInferenceService extends SequenceInferenceImplBase {
  private final Inference inference;
  private final OpenStreams streams;
  private final RequestMeter meter;

  public SequenceInferenceService(Inference inference, OpenStreams streams, RequestMeter meter) {
    this.inference = inference;
    this.streams = streams;
    this.meter = meter;
  }

  @Override
  public void oneToMany(OneToManyRequest request, StreamObserver<OneToManyResponse> observer) {
    var client = new ResponseSender<>(observer);
    serve(
        client,
        request.getModel(),
        Task.ONE_TO_MANY,
        "OneToMany",
        call -> {
          call.add(InputMessages.given(request.getInput()), caller());
          var settings = GenerationMessages.settings(request.getGeneration());
          return call.predict(
              PredictionOptions.generating(settings, true).among(among(request.getAmongList())),
              priority(),
              new GenerationListener<>(
                  client,
                  OutputMessages.model(call.model().key()),
                  piece -> OneToManyResponse.newBuilder().setPiece(piece).build(),
                  end -> OneToManyResponse.newBuilder().setEnd(end).build()));
        });
  }

  @Override
  public void manyToOne(ManyToOneRequest request, StreamObserver<ManyToOneResponse> observer) {
    var client = new ResponseSender<>(observer);
    serve(
        client,
        request.getModel(),
        Task.MANY_TO_ONE,
        "ManyToOne",
        call -> {
          call.add(InputMessages.given(request.getInput()), caller());
          // The field is unsigned: a value that does not fit an int means all.
          int mostLabels = Math.max(0, request.getTopK());
          var key = call.model().key();
          return call.predict(
              PredictionOptions.answering(true, mostLabels, false)
                  .among(among(request.getAmongList())),
              priority(),
              new AnswerListener<>(
                  client,
                  prediction -> List.of(AnswerMessages.one(prediction, key, request.getRaw()))));
        });
  }

  @Override
  public void manyToMany(ManyToManyRequest request, StreamObserver<ManyToManyResponse> observer) {
    var client = new ResponseSender<>(observer);
    serve(
        client,
        request.getModel(),
        Task.MANY_TO_MANY,
        "ManyToMany",
        call -> {
          call.add(InputMessages.given(request.getInput()), caller());
          return ModelSelection.generates(call.model())
              ? generate(request, client, call)
              : align(request, client, call);
        });
  }

  private Cancellable generate(
      ManyToManyRequest request, ResponseSender<ManyToManyResponse> client, InferenceCall call) {
    ModelSelection.refuse(
        call.model(), request.getRaw(), "raw", "generates text, which has no raw output");
    var settings = GenerationMessages.settings(request.getGeneration());
    return call.predict(
        PredictionOptions.generating(settings, request.getGeneration().hasNBest())
            .among(among(request.getAmongList())),
        priority(),
        new GenerationListener<>(
            client,
            OutputMessages.model(call.model().key()),
            null,
            end ->
                ManyToManyResponse.newBuilder()
                    .setGenerated(end)
                    .setTiming(end.getTiming())
                    .setModel(end.getModel())
                    .build()));
  }

  private Cancellable align(
      ManyToManyRequest request, ResponseSender<ManyToManyResponse> client, InferenceCall call) {
    ModelSelection.refuse(call.model(), request.hasGeneration(), "generation", "does not generate");
    var key = call.model().key();
    return call.predict(
        PredictionOptions.answering(true, 0, false).among(among(request.getAmongList())),
        priority(),
        new AnswerListener<>(
            client, prediction -> List.of(AnswerMessages.many(prediction, key, request.getRaw()))));
  }

  @Override
  public StreamObserver<StreamManyToManyRequest> streamManyToMany(
      StreamObserver<StreamManyToManyResponse> observer) {
    return StreamCall.open(inference, meter, streams, new ResponseSender<>(observer));
  }

  private static Candidates among(List<String> texts) {
    return new Candidates(texts, "among");
  }

  private Priority priority() {
    return Priority.by(CallDeadline.nanos(inference.nanos()));
  }

  private Caller caller() {
    return ContextCaller.current(priority().deadlineNanos(), inference::nanos);
  }

  /** Begins the work for a request. The client gets any failure. */
  private void serve(
      ResponseSender<?> client,
      ModelSelector model,
      Task task,
      String method,
      Function<InferenceCall, Cancellable> work) {
    try (var call = ModelSelection.call(inference, model, task, method)) {
      client.ends(work.apply(call));
    } catch (RuntimeException | OutOfMemoryError e) {
      client.fail(e);
    }
  }
}
