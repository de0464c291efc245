package dev.unroll.openinference;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Ticker;
import dev.unroll.repository.ServedModel;
import dev.unroll.triton.ModelInferResponse;
import java.util.List;

/**
 * A reply that is counted. One thread begins the request; whoever answers it comes after that, by
 * way of the scheduler.
 */
final class CountedReply implements Reply {
  private final Reply reply;
  private final Statistics statistics;
  private final Ticker ticker;
  private final ModelKey model;
  private final long startNanos;

  /** When its rows went to the scheduler. Written before they do. */
  private long submittedNanos;

  CountedReply(Reply reply, Statistics statistics, Ticker ticker, ServedModel model, long start) {
    this.reply = reply;
    this.statistics = statistics;
    this.ticker = ticker;
    this.model = model.key();
    this.startNanos = start;
    this.submittedNanos = start;
  }

  /** Its input is read; what follows is up to the scheduler. */
  void submitted() {
    submittedNanos = ticker.nanos();
  }

  /** Tells where the time went, and answers. */
  void answer(ModelInferResponse response, List<RowAnswer> rows, long packingSince) {
    long now = ticker.nanos();
    var times =
        RequestTimes.of(rows, now - startNanos, submittedNanos - startNanos, now - packingSince);
    statistics.answered(model, times, rows.size());
    reply.answer(response);
  }

  @Override
  public void part(ModelInferResponse response) {
    reply.part(response);
  }

  @Override
  public void answer(ModelInferResponse response) {
    long all = ticker.nanos() - startNanos;
    long input = submittedNanos - startNanos;
    statistics.answered(model, new RequestTimes(all, 0, input, all - input, 0), 1);
    reply.answer(response);
  }

  @Override
  public void fail(Throwable why) {
    statistics.failed(model, ticker.nanos() - startNanos);
    reply.fail(why);
  }
}
