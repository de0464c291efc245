package dev.unroll.openinference;

import dev.unroll.codec.Encoded;
import dev.unroll.core.Fault;
import dev.unroll.plan.Output;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.RowTiming;
import java.util.List;

/** One row that answers at once. */
record AnsweredRow(ModelOutput model, Asked asked, Encoded input, RowEnd end)
    implements RowListener {
  @Override
  public void onOutputs(List<Output> outputs, RowTiming timing) {
    end.whole(Meanings.of(model, asked, input, outputs, timing));
  }

  @Override
  public void onFault(Fault fault) {
    end.fail(fault);
  }

  @Override
  public void onGone() {
    end.gone();
  }
}
