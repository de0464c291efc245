package dev.unroll.rpc;

import dev.unroll.core.Fault;
import dev.unroll.repository.ModelLease;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.Work;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: ties the client's end to the row's. A client that leaves takes its row with
 * it; a row that is gone lets its model go.
 *
 * <p>{@code ticket} and {@code left} are guarded by this; the observer is used by one thread at a
 * time, the call's until the row is submitted, then the row's lane.
 */
final class ServedCall<A> {
  private final ServerCallStreamObserver<A> observer;
  private @Nullable Ticket ticket;
  private boolean left;

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
  }

  /**
   * Sends the row off. Its listener closes the lease when the row is gone.
   *
   * @throws Fault where the scheduler does not take it
   */
  void submit(Scheduler scheduler, ModelLease lease, Work work, RowListener listener, long now) {
    var row = scheduler.submit(lease.model().key(), work, deadlineNanos(now), listener);
    boolean alreadyLeft;
    synchronized (this) {
      ticket = row;
      alreadyLeft = left;
    }
    if (alreadyLeft) {
      row.cancel();
    }
  }

  private static long deadlineNanos(long now) {
    var deadline = Context.current().getDeadline();
    if (deadline == null) {
      return Long.MAX_VALUE;
    }
    long left = deadline.timeRemaining(TimeUnit.NANOSECONDS);
    // A deadline of years may not fit the scale; it is none.
    long sum = now + left;
    return left > 0 && sum < now ? Long.MAX_VALUE : sum;
  }

  void send(A message) {
    observer.onNext(message);
  }

  void finish() {
    observer.onCompleted();
  }

  void fail(Throwable thrown) {
    observer.onError(FaultTable.status(thrown));
  }
}
