package dev.unroll.client;

import dev.unroll.client.print.Answer;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.stub.ClientCallStreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A streamed many-to-many call whose input is sent in parts. Only one thread may send. */
final class StreamExchange {
  private final Receiver<StreamManyToManyRequest, StreamManyToManyResponse> receiver;
  private final ClientCallStreamObserver<StreamManyToManyRequest> requests;

  private StreamExchange(
      Receiver<StreamManyToManyRequest, StreamManyToManyResponse> receiver,
      ClientCallStreamObserver<StreamManyToManyRequest> requests) {
    this.receiver = receiver;
    this.requests = requests;
  }

  static StreamExchange open(
      SequenceInferenceGrpc.SequenceInferenceStub stub,
      Consumer<Answer> answers,
      Failures failures) {
    var receiver =
        new Receiver<StreamManyToManyRequest, StreamManyToManyResponse>(
            Answer.StreamPart::new, answers, failures);
    // gRPC's stubs return observers of this type.
    var requests =
        (ClientCallStreamObserver<StreamManyToManyRequest>) stub.streamManyToMany(receiver);
    return new StreamExchange(receiver, requests);
  }

  void send(StreamManyToManyRequest request) {
    if (!ended().isDone()) {
      requests.onNext(request);
    }
  }

  /** Waits until the transport is ready, then sends, so that messages do not pile up in memory. */
  void sendPaced(StreamManyToManyRequest request) throws InterruptedException {
    receiver.awaitRoom(requests);
    send(request);
  }

  void halfClose() {
    if (!ended().isDone()) {
      requests.onCompleted();
    }
  }

  void abandon(Throwable why) {
    requests.cancel("the input failed", why);
  }

  CompletableFuture<Void> ended() {
    return receiver.ended();
  }
}
