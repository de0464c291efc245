package dev.unroll.grpc.unroll;

import dev.unroll.grpc.ResponseSender;
import dev.unroll.inference.GeneratedToken;
import dev.unroll.inference.Prediction;
import dev.unroll.inference.PredictionListener;
import dev.unroll.v1.End;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.Piece;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends generated output to a client: each piece if it is wanted, and the end.
 *
 * <p>Used by one lane at a time.
 */
final class GenerationListener<A> implements PredictionListener {
  private final ResponseSender<A> client;
  private final ModelSelector model;
  private final @Nullable Function<Piece, A> piece;
  private final Function<End, A> end;
  private Piece last = Piece.getDefaultInstance();

  /**
   * @param piece makes the message of a piece; null if only the end is sent
   * @param end makes the last message
   */
  GenerationListener(
      ResponseSender<A> client,
      ModelSelector model,
      @Nullable Function<Piece, A> piece,
      Function<End, A> end) {
    this.client = client;
    this.model = model;
    this.piece = piece;
    this.end = end;
  }

  @Override
  public void onToken(GeneratedToken token) {
    if (piece != null) {
      last =
          Piece.newBuilder()
              .setStep(token.step())
              .setTokenId(token.id())
              .setLogProbability(token.logProbability())
              .setText(token.text())
              .build();
      client.send(piece.apply(last));
    }
  }

  @Override
  public void onPredictions(List<Prediction> predictions) {
    var generated = (Prediction.Generated) predictions.get(0);
    if (piece != null && !generated.rest().isEmpty()) {
      client.send(piece.apply(last.toBuilder().setText(generated.rest()).build()));
    }
    client.send(end.apply(GenerationMessages.end(generated, model)));
    client.finish();
  }

  @Override
  public void onFailure(Throwable why) {
    client.fail(why);
  }
}
