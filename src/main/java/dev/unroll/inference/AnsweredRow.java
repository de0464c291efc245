package dev.unroll.inference;

import dev.unroll.codec.Encoded;
import dev.unroll.core.Fault;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import java.util.List;

/** The listener of a row that gets one answer. */
record AnsweredRow(OutputMeaning meaning, Encoded input, CallRows.Member member)
    implements RowListener {
  @Override
  public void onOutputs(List<Output> outputs, RowTiming timing) {
    member.done(meaning.of(input, outputs, timing));
  }

  @Override
  public void onFault(Fault fault) {
    member.fail(fault);
  }

  @Override
  public void onGone() {
    member.gone();
  }
}
