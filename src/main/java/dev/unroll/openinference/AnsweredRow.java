package dev.unroll.openinference;

import dev.unroll.codec.Encoded;
import dev.unroll.plan.Output;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.RowTiming;
import java.util.List;

/** One row that answers at once. */
record AnsweredRow(ModelOutput model, Asked asked, Encoded input, RowEnd end)
    implements EndedListener {
  @Override
  public void onOutputs(List<Output> outputs, RowTiming timing) {
    end.whole(Meanings.of(model, asked, input, outputs, timing));
  }
}
