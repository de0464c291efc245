package dev.unroll.rpc;

import dev.unroll.core.Fault;
import dev.unroll.repository.ModelLease;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.Urgency;
import dev.unroll.schedule.Work;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: ties the client's end to the row's. A client that leaves takes its row with
 * it; a row that is gone lets its model go.
 *
 * <p>{@code ticket} and {@code left} are guarded by this; the observer is used by one thread at a
 * time, the call's until the row is submitted, then the row's lane. What asks the client for more
 * may be called by anyone.
 */
final class ServedCall<A> {
  private final ServerCallStreamObserver<A> observer;
  private @Nullable Ticket ticket;
  private boolean left;

  /** Set before the call's first event, never after. */
  private Runnable whenOver = () -> {};

  ServedCall(ServerCallStreamObserver<A> observer) {
    this.observer = observer;
    observer.setOnCancelHandler(this::leave);
  }

  private void leave() {
    Ticket row;
    synchronized (this) {
      left = true;
      row = ticket;
    }
    if (row != null) {
      row.cancel();
    }
    whenOver.run();
  }

  /**
   * For a call that takes many messages: each has to be asked for by {@link #request}. Once, where
   * the call begins.
   *
   * @param whenReady the client has read enough that more may be sent
   * @param whenGone the call is over, and all that was sent has gone out or never will
   */
  void takeMessagesSingly(Runnable whenReady, Runnable whenGone) {
    whenOver = whenGone;
    observer.disableAutoRequest();
    observer.setOnReadyHandler(whenReady);
    observer.setOnCloseHandler(whenGone);
  }

  /** The client may send one more message. */
  void request() {
    observer.request(1);
  }

  /** Whether what was sent has mostly gone out; if not, the client reads slowly, or not at all. */
  boolean isReady() {
    return observer.isReady();
  }

  /** There is more for the row, or its input has ended. */
  void wake() {
    var row = row();
    if (row != null) {
      row.wake();
    }
  }

  /** The row leaves at the next slice boundary; its listener then ends the call. */
  void cancelRow() {
    var row = row();
    if (row != null) {
      row.cancel();
    }
  }

  private synchronized @Nullable Ticket row() {
    return ticket;
  }

  /**
   * Sends the row off. Its listener closes the lease when the row is gone.
   *
   * @throws Fault where the scheduler does not take it
   */
  void submit(Scheduler scheduler, ModelLease lease, Work work, RowListener listener, long now) {
    var row =
        scheduler.submit(lease.model().key(), work, Urgency.by(CallDeadline.nanos(now)), listener);
    boolean alreadyLeft;
    synchronized (this) {
      ticket = row;
      alreadyLeft = left;
    }
    if (alreadyLeft) {
      row.cancel();
    }
  }

  private synchronized boolean hasLeft() {
    return left;
  }

  void send(A message) {
    if (!hasLeft()) {
      observer.onNext(message);
    }
  }

  void finish() {
    if (!hasLeft()) {
      observer.onCompleted();
    }
  }

  void fail(Throwable thrown) {
    // In any case: it may have to be logged.
    var status = FaultTable.status(thrown);
    if (!hasLeft()) {
      observer.onError(status);
    }
  }
}
