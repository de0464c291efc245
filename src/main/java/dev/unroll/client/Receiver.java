package dev.unroll.client;

import dev.unroll.client.print.Answer;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The receiving side of a call. Messages become answers, and the end completes a future.
 *
 * <p>For calls that send in parts, the sending side can wait until gRPC is ready for more; gRPC
 * then calls {@link #wake}.
 */
final class Receiver<Q, A> implements ClientResponseObserver<Q, A> {
  private final Function<A, Answer> wrap;
  private final Consumer<Answer> answers;
  private final Failures failures;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  Receiver(Function<A, Answer> wrap, Consumer<Answer> answers, Failures failures) {
    this.wrap = wrap;
    this.answers = answers;
    this.failures = failures;
  }

  CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> call) {
    call.setOnReadyHandler(this::wake);
  }

  @Override
  public void onNext(A message) {
    answers.accept(wrap.apply(message));
  }

  @Override
  public void onError(Throwable thrown) {
    ended.completeExceptionally(failures.of(thrown));
    wake();
  }

  @Override
  public void onCompleted() {
    ended.complete(null);
    wake();
  }

  /** Waits until {@code call} can send a message without buffering it, or has ended. */
  synchronized void awaitRoom(ClientCallStreamObserver<Q> call) throws InterruptedException {
    while (!call.isReady() && !ended.isDone()) {
      wait();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }
}
