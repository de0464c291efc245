package dev.unroll.openinference;

import dev.unroll.core.Ticker;
import dev.unroll.inference.GeneratedToken;
import dev.unroll.inference.Prediction;
import dev.unroll.inference.PredictionListener;
import dev.unroll.openinference.tensor.AnswerWriter;
import dev.unroll.openinference.tensor.ParsedRequest;
import dev.unroll.repository.ServedModel;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import java.util.List;
import java.util.Optional;

/**
 * Makes one response from the predictions of a request's rows.
 *
 * @param isStreamed whether generated output is sent in pieces
 */
record ResponseListener(
    ServedModel model,
    ModelInferRequest request,
    ParsedRequest parsedRequest,
    boolean isStreamed,
    CountedResponseSink reply,
    Ticker ticker)
    implements PredictionListener {
  private static final long[] NO_IDS = {};

  @Override
  public void onToken(GeneratedToken token) {
    if (isStreamed) {
      reply.part(part(token.text(), new long[] {token.id()}, Optional.empty()));
    }
  }

  @Override
  public void onPredictions(List<Prediction> predictions) {
    long since = ticker.nanos();
    reply.answer(response(predictions), predictions, since);
  }

  private ModelInferResponse response(List<Prediction> predictions) {
    return isStreamed && predictions.get(0) instanceof Prediction.Generated generated
        ? part(generated.rest(), NO_IDS, Optional.of(generated))
        : AnswerWriter.answer(model, request, parsedRequest, predictions);
  }

  private ModelInferResponse part(String text, long[] ids, Optional<Prediction> row) {
    return AnswerWriter.part(model, request, parsedRequest, new AnswerWriter.Text(text, ids), row);
  }

  @Override
  public void onFailure(Throwable why) {
    reply.fail(why);
  }
}
