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
 * A response sink that counts its request in the statistics. One thread begins the request, and the
 * callbacks that answer it come later.
 */
final class CountedResponseSink {
  private final ResponseSink responseSink;
  private final Statistics statistics;
  private final Ticker ticker;
  private final ModelKey model;
  private final long startNanos;

  /** When the rows were submitted; written before that. */
  private long submittedNanos;

  /** Used only by the methods that end the request, which are called one at a time. */
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

  /** Records that the input has been read and its rows are about to be submitted. */
  void submitted() {
    submittedNanos = ticker.nanos();
  }

  /** Records the times and sends the answer. */
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

  /** Fails the request; has no effect if it has been answered. */
  void fail(Throwable why) {
    if (!isAnswered) {
      statistics.failed(model, ticker.nanos() - startNanos);
      responseSink.fail(why);
    }
  }
}
