package dev.unroll.rpc;

import dev.unroll.core.Fault;
import dev.unroll.plan.Output;
import dev.unroll.repository.ModelLease;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.RowTiming;
import java.util.List;

/** Makes the messages of a row that answers at once. */
final class AnswerListener<A> implements RowListener {
  /** Makes an answer's messages and sends them. */
  @FunctionalInterface
  interface Sender {
    void send(List<Output> outputs, RowTiming timing);
  }

  private final ServedCall<A> call;
  private final ModelLease lease;
  private final Sender sender;

  AnswerListener(ServedCall<A> call, ModelLease lease, Sender sender) {
    this.call = call;
    this.lease = lease;
    this.sender = sender;
  }

  @Override
  public void onOutputs(List<Output> outputs, RowTiming timing) {
    sender.send(outputs, timing);
    call.finish();
  }

  @Override
  public void onFault(Fault fault) {
    call.fail(fault);
  }

  @Override
  public void onGone() {
    lease.close();
  }
}
