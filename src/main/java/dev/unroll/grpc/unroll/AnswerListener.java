package dev.unroll.grpc.unroll;

import dev.unroll.grpc.ResponseSender;
import dev.unroll.inference.Prediction;
import dev.unroll.inference.PredictionListener;
import java.util.List;
import java.util.function.Function;

/**
 * Sends the prediction of a call's one sequence to the client.
 *
 * @param messages makes the messages of the prediction
 */
record AnswerListener<A>(ResponseSender<A> client, Function<Prediction, List<A>> messages)
    implements PredictionListener {
  @Override
  public void onPredictions(List<Prediction> predictions) {
    messages.apply(predictions.get(0)).forEach(client::send);
    client.finish();
  }

  @Override
  public void onFailure(Throwable why) {
    client.fail(why);
  }
}
