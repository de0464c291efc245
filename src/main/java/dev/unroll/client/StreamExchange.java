package dev.unroll.client;

import dev.unroll.client.print.Answer;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import io.grpc.stub.ClientCallStreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A many-to-many call whose input is sent in parts. One thread sends. */
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
    // A stub's request observer is of this kind whenever gRPC itself made it.
    var requests =
        (ClientCallStreamObserver<StreamManyToManyRequest>) stub.streamManyToMany(receiver);
    return new StreamExchange(receiver, requests);
  }

  void send(StreamManyToManyRequest request) {
    if (!ended().isDone()) {
      requests.onNext(request);
    }
  }

  /** As {@link #send}, when the server has taken what was sent before: nothing piles up here. */
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
    requests.cancel("the input ended badly", why);
  }

  CompletableFuture<Void> ended() {
    return receiver.ended();
  }
}
