package dev.unroll.grpc.unroll;

import dev.unroll.core.ModelKey;
import dev.unroll.grpc.ResponseSender;
import dev.unroll.inference.LiveStream;
import dev.unroll.inference.Prediction;
import dev.unroll.v1.StreamManyToManyResponse;

/** Sends the answers of a live stream to its client. */
record LiveAnswers(ResponseSender<StreamManyToManyResponse> client, ModelKey model, boolean raw)
    implements LiveStream.Listener {
  @Override
  public void onSteps(long firstStep, Prediction prediction) {
    client.send(AnswerMessages.live(firstStep, prediction, raw));
  }

  @Override
  public void onEnd(long steps, Prediction rest) {
    AnswerMessages.liveEnd(steps, rest, model, raw).forEach(client::send);
    client.finish();
  }

  @Override
  public void onFailure(Throwable why) {
    client.fail(why);
  }

  @Override
  public boolean isReady() {
    return client.isReady();
  }

  @Override
  public void onRoom() {
    client.request();
  }
}
