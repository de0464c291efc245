package dev.unroll.rpc;

import dev.unroll.core.Task;
import dev.unroll.repository.GeneratingModel;
import dev.unroll.repository.ModelLease;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.OneToManyRequest;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceImplBase;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The three shapes of sequence tasks on the wire. */
final class SequenceInferenceService extends SequenceInferenceImplBase {
  private final Inference inference;
  private final OpenStreams streams;
  private final RequestMeter meter;

  SequenceInferenceService(Inference inference, OpenStreams streams, RequestMeter meter) {
    this.inference = inference;
    this.streams = streams;
    this.meter = meter;
  }

  @Override
  public void oneToMany(OneToManyRequest request, StreamObserver<OneToManyResponse> observer) {
    var call = new ServedCall<>((ServerCallStreamObserver<OneToManyResponse>) observer);
    serve(
        call,
        () -> inference.lease(request.getModel(), Task.ONE_TO_MANY, "OneToMany"),
        lease -> {
          var given = InputMessages.given(request.getInput());
          inference.generate(
              call,
              lease,
              given,
              request.getGeneration(),
              piece -> OneToManyResponse.newBuilder().setPiece(piece).build(),
              end -> OneToManyResponse.newBuilder().setEnd(end).build());
        });
  }

  @Override
  public void manyToOne(ManyToOneRequest request, StreamObserver<ManyToOneResponse> observer) {
    var call = new ServedCall<>((ServerCallStreamObserver<ManyToOneResponse>) observer);
    serve(
        call,
        () -> inference.lease(request.getModel(), Task.MANY_TO_ONE, "ManyToOne"),
        lease -> {
          var given = InputMessages.given(request.getInput());
          inference.answer(call, lease, given, OneMessages.unary(call, lease, request));
        });
  }

  @Override
  public void manyToMany(ManyToManyRequest request, StreamObserver<ManyToManyResponse> observer) {
    var call = new ServedCall<>((ServerCallStreamObserver<ManyToManyResponse>) observer);
    serve(
        call,
        () -> inference.lease(request.getModel(), Task.MANY_TO_MANY, "ManyToMany"),
        lease -> {
          var given = InputMessages.given(request.getInput());
          if (lease.model() instanceof GeneratingModel) {
            Inference.refuse(
                lease, request.getRaw(), "raw", "generates text, which has no raw output");
            inference.generate(
                call,
                lease,
                given,
                request.getGeneration(),
                null,
                end ->
                    ManyToManyResponse.newBuilder()
                        .setGenerated(end)
                        .setTiming(end.getTiming())
                        .setModel(end.getModel())
                        .build());
          } else {
            Inference.refuse(lease, request.hasGeneration(), "generation", "does not generate");
            inference.answer(
                call, lease, given, AlignedMessages.unary(call, lease, request.getRaw()));
          }
        });
  }

  @Override
  public StreamObserver<StreamManyToManyRequest> streamManyToMany(
      StreamObserver<StreamManyToManyResponse> observer) {
    var call = new ServedCall<>((ServerCallStreamObserver<StreamManyToManyResponse>) observer);
    return StreamCall.open(inference, meter, streams, call);
  }

  /**
   * Whatever fails before the row takes the lease over, the client is told and the model let go.
   */
  private static void serve(
      ServedCall<?> call, Supplier<ModelLease> leasing, Consumer<ModelLease> work) {
    try {
      var lease = leasing.get();
      try {
        work.accept(lease);
      } catch (RuntimeException | OutOfMemoryError e) {
        lease.close();
        throw e;
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      call.fail(e);
    }
  }
}
