package dev.unroll.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;

/** A call's end without a network: it remembers what it was told, and refuses a second end. */
public final class HandObserver<A> extends ServerCallStreamObserver<A> {
  private final List<String> told = new ArrayList<>();
  private final List<A> messages = new ArrayList<>();
  private Runnable onCancel = () -> {};
  private boolean ready = true;
  private boolean ended;
  private Runnable beforeNext = () -> {};
  private Runnable whenAskedForReady = () -> {};
  private int readyCalls;

  /** What happens, once, when it is given a message. */
  public void beforeNext(Runnable then) {
    beforeNext = then;
  }

  /** What happens while it is asked for the number-th time from now on whether it is ready. */
  public void whenAskedForReady(int number, Runnable then) {
    readyCalls = number;
    whenAskedForReady = then;
  }

  /** Whether the client reads. */
  public void setReady(boolean isReady) {
    ready = isReady;
  }

  public List<String> told() {
    return List.copyOf(told);
  }

  /** What it was sent. */
  public List<A> messages() {
    return List.copyOf(messages);
  }

  /** The client leaves. */
  public void cancel() {
    onCancel.run();
  }

  private void tell(String what) {
    if (ended) {
      throw new IllegalStateException(what + " after the end");
    }
    told.add(what);
  }

  @Override
  public void onNext(A message) {
    var then = beforeNext;
    beforeNext = () -> {};
    then.run();
    tell("message");
    messages.add(message);
  }

  @Override
  public void onError(Throwable thrown) {
    tell(Status.fromThrowable(thrown).getCode().name());
    ended = true;
  }

  @Override
  public void onCompleted() {
    tell("completed");
    ended = true;
  }

  @Override
  public boolean isReady() {
    if (--readyCalls == 0) {
      whenAskedForReady.run();
    }
    return ready;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    onCancel = handler;
  }

  @Override
  public void setOnCloseHandler(Runnable handler) {}

  @Override
  public void setOnReadyHandler(Runnable handler) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void disableAutoRequest() {}

  @Override
  public void request(int count) {}

  @Override
  public void setCompression(String compression) {}

  @Override
  public void setMessageCompression(boolean enable) {}
}
