package dev.unroll.openinference;

import dev.unroll.core.Ticker;
import dev.unroll.repository.ServedModel;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import java.util.List;

/** Makes the answers of a request's rows one. */
record Packing(
    ServedModel model, ModelInferRequest request, Asked asked, CountedReply reply, Ticker ticker)
    implements RowGroup.Answering {
  Packing {
    // What comes after this is the scheduler's.
    reply.submitted();
  }

  @Override
  public void part(RowAnswer answer) {
    reply.part(packed(List.of(answer)));
  }

  @Override
  public void answer(List<RowAnswer> rows) {
    long since = ticker.nanos();
    ModelInferResponse packed;
    try {
      packed = packed(rows);
    } catch (RuntimeException | OutOfMemoryError e) {
      reply.fail(e);
      return;
    }
    reply.answer(packed, rows, since);
  }

  private ModelInferResponse packed(List<RowAnswer> rows) {
    return AnswerWriter.answer(model.key(), model.output(), request, asked, rows);
  }

  @Override
  public void fail(Throwable why) {
    reply.fail(why);
  }
}
