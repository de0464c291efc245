package dev.unroll.grpc;

import dev.unroll.inference.Cancellable;
import dev.unroll.inference.Cancellation;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Sends the responses of a call to its client. If the client leaves, its work is cancelled and
 * nothing more is sent.
 *
 * <p>Used by one thread at a time: the call's thread first, then the thread that runs its
 * callbacks. Any thread may call {@link #request}.
 *
 * @param <A> the type of the responses
 */
public final class ResponseSender<A> {
  private final ServerCallStreamObserver<A> observer;
  private final Cancellation cancellation = new Cancellation();

  /** Set before the call's first event, not changed later. */
  private Runnable whenOver = () -> {};

  /**
   * @param observer the observer of a new call, from gRPC
   */
  public ResponseSender(StreamObserver<A> observer) {
    this.observer = (ServerCallStreamObserver<A>) observer;
    this.observer.setOnCancelHandler(() -> {
      cancellation.cancel();
      whenOver.run();
    });
  }

  /**
   * Turns off automatic requests, for a call of many messages: each must be requested by {@link
   * #request}. Must be called once, when the call begins.
   *
   * @param whenReady runs when the client has read enough that more can be sent
   * @param whenGone runs when the call is over and nothing is left to send
   */
  public void takeMessagesSingly(Runnable whenReady, Runnable whenGone) {
    whenOver = whenGone;
    observer.disableAutoRequest();
    observer.setOnReadyHandler(whenReady);
    observer.setOnCloseHandler(whenGone);
  }

  /** Sets the work to cancel when the client leaves. May be called once. */
  public void ends(Cancellable work) {
    cancellation.ends(work);
  }

  /** Requests one more message from the client. */
  public void request() {
    observer.request(1);
  }

  /**
   * Whether the transport can take more responses; false if the client reads slowly or not at all.
   */
  public boolean isReady() {
    return observer.isReady();
  }

  public void send(A message) {
    if (!cancellation.isCancelled()) {
      observer.onNext(message);
    }
  }

  public void finish() {
    if (!cancellation.isCancelled()) {
      observer.onCompleted();
    }
  }

  public void fail(Throwable thrown) {
    // Also if the client has left, since the fault may have to be logged.
    var status = FaultTable.status(thrown);
    if (!cancellation.isCancelled()) {
      observer.onError(status);
    }
  }
}
