package dev.unroll.grpc;

import dev.unroll.inference.Cancellable;
import dev.unroll.inference.Cancellation;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * The client's end of a call. A client that leaves ends what is computed for it, and is told
 * nothing more.
 *
 * <p>Used by one thread at a time: the call's until something is computed for it, then that one's.
 * What asks the client for more may be called by anyone.
 *
 * @param <A> what it is answered with
 */
public final class ClientCall<A> {
  private final ServerCallStreamObserver<A> observer;
  private final Cancellation cancellation = new Cancellation();

  /** Set before the call's first event, never after. */
  private Runnable whenOver = () -> {};

  /**
   * @param observer of a call that has just come, as gRPC gives it
   */
  public ClientCall(StreamObserver<A> observer) {
    this.observer = (ServerCallStreamObserver<A>) observer;
    this.observer.setOnCancelHandler(() -> {
      cancellation.cancel();
      whenOver.run();
    });
  }

  /**
   * For a call that takes many messages: each has to be asked for by {@link #request}. Once, where
   * the call begins.
   *
   * @param whenReady the client has read enough that more may be sent
   * @param whenGone the call is over, and all that was sent has gone out or never will
   */
  public void takeMessagesSingly(Runnable whenReady, Runnable whenGone) {
    whenOver = whenGone;
    observer.disableAutoRequest();
    observer.setOnReadyHandler(whenReady);
    observer.setOnCloseHandler(whenGone);
  }

  /** What the client's leaving ends. Once. */
  public void ends(Cancellable work) {
    cancellation.ends(work);
  }

  /** The client may send one more message. */
  public void request() {
    observer.request(1);
  }

  /** Whether what was sent has mostly gone out; if not, the client reads slowly, or not at all. */
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
    // In any case: it may have to be logged.
    var status = FaultTable.status(thrown);
    if (!cancellation.isCancelled()) {
      observer.onError(status);
    }
  }
}
