package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.rpc.FaultTable;
import dev.unroll.triton.ModelInferResponse;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/** One ModelInfer: ties the client's end to the rows'. Guarded by this. */
final class InferCall implements Reply {
  private final ServerCallStreamObserver<ModelInferResponse> observer;
  private @Nullable Running running;
  private boolean left;

  InferCall(ServerCallStreamObserver<ModelInferResponse> observer) {
    this.observer = observer;
    observer.setOnCancelHandler(this::leave);
  }

  private void leave() {
    Running rows;
    synchronized (this) {
      left = true;
      rows = running;
    }
    if (rows != null) {
      rows.cancel();
    }
  }

  /** What the client's leaving ends. */
  void runs(Running rows) {
    boolean alreadyLeft;
    synchronized (this) {
      running = rows;
      alreadyLeft = left;
    }
    if (alreadyLeft) {
      rows.cancel();
    }
  }

  private synchronized boolean hasLeft() {
    return left;
  }

  @Override
  public void part(ModelInferResponse response) {
    throw Fault.internal("a part of an answer where there is only one", null);
  }

  @Override
  public void answer(ModelInferResponse response) {
    if (!hasLeft()) {
      observer.onNext(response);
      observer.onCompleted();
    }
  }

  @Override
  public void fail(Throwable why) {
    // In any case: it may have to be logged.
    var status = FaultTable.status(why);
    if (!hasLeft()) {
      observer.onError(status);
    }
  }
}
