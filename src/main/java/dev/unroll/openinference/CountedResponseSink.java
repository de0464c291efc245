package dev.unroll.openinference;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Ticker;
import dev.unroll.inference.Prediction;
import dev.unroll.openinference.admin.RequestTimes;
import dev.unroll.openinference.admin.Statistics;
import dev.unroll.repository.ServedModel;
import dev.unroll.triton.ModelInferResponse;
import java.util.List;

/**
 * A reply that is counted. One thread begins the request; whoever answers it comes after that, by
 * way of the engine.
 */
final class CountedResponseSink {
  private final ResponseSink responseSink;
  private final Statistics statistics;
  private final Ticker ticker;
  private final ModelKey model;
  private final long startNanos;

  /** When it went to the engine. Written before it does. */
  private long submittedNanos;

  /** Owner: whoever tells it of its end; they come one at a time. */
  private boolean isAnswered;

  CountedResponseSink(
      ResponseSink responseSink,
      Statistics statistics,
      Ticker ticker,
      ServedModel model,
      long start) {
    this.responseSink = responseSink;
    this.statistics = statistics;
    this.ticker = ticker;
    this.model = model.key();
    this.startNanos = start;
    this.submittedNanos = start;
  }

  /** Its input is read; what follows is up to the engine. */
  void submitted() {
    submittedNanos = ticker.nanos();
  }

  /** Tells where the time went, and answers. */
  void answer(ModelInferResponse response, List<Prediction> predictions, long packingSince) {
    long now = ticker.nanos();
    var times =
        RequestTimes.of(
            predictions, now - startNanos, submittedNanos - startNanos, now - packingSince);
    statistics.answered(model, times, predictions.size());
    isAnswered = true;
    responseSink.answer(response);
  }

  void part(ModelInferResponse response) {
    responseSink.part(response);
  }

  /** Of one that is answered, whether or not that has reached anybody, this is nothing. */
  void fail(Throwable why) {
    if (!isAnswered) {
      statistics.failed(model, ticker.nanos() - startNanos);
      responseSink.fail(why);
    }
  }
}
