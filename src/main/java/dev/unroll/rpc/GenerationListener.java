package dev.unroll.rpc;

import dev.unroll.codec.TextPieces;
import dev.unroll.codec.TextTokenizer;
import dev.unroll.core.Fault;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.Hypothesis;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.RowTiming;
import dev.unroll.schedule.StopReason;
import dev.unroll.v1.Alternative;
import dev.unroll.v1.End;
import dev.unroll.v1.Piece;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of a row that generates, piece by piece and at the end.
 *
 * <p>Used by one lane at a time.
 */
final class GenerationListener<A> implements RowListener {
  private final ServedCall<A> call;
  private final ModelLease lease;
  private final @Nullable TextTokenizer tokenizer;
  private final boolean alternatives;
  private final @Nullable TextPieces text;
  private final @Nullable Function<Piece, A> piece;
  private final Function<End, A> end;
  private Piece last = Piece.getDefaultInstance();

  /**
   * @param alternatives whether the end names the best outputs with their scores
   * @param piece makes a message of each piece; null: only the end is sent
   * @param end makes the last message
   */
  GenerationListener(
      ServedCall<A> call,
      ModelLease lease,
      ModelOutput.Generated output,
      boolean alternatives,
      @Nullable Function<Piece, A> piece,
      Function<End, A> end) {
    this.call = call;
    this.lease = lease;
    this.tokenizer = output.tokenizer().orElse(null);
    this.alternatives = alternatives;
    this.text = output.tokenizer().map(TextPieces::new).orElse(null);
    this.piece = piece;
    this.end = end;
  }

  @Override
  public void onToken(int step, long token, float logProbability) {
    last =
        Piece.newBuilder()
            .setStep(step)
            .setTokenId(token)
            .setLogProbability(logProbability)
            .setText(text == null ? "" : text.append(token))
            .build();
    send(last);
  }

  @Override
  public void onGenerated(List<Hypothesis> best, RowTiming timing) {
    if (text != null) {
      var heldBack = text.finish();
      if (!heldBack.isEmpty()) {
        send(last.toBuilder().setText(heldBack).build());
      }
    }
    var whole = text == null ? "" : text.text();
    var message =
        End.newBuilder()
            .setText(whole)
            .addAllTokenIds(ids(best.get(0)))
            .setReason(reason(best.get(0).reason()))
            .setTiming(OutputMessages.timing(timing))
            .setModel(OutputMessages.model(lease.model().key()));
    if (alternatives) {
      // The first is what the pieces have made already.
      message.addAlternatives(alternative(best.get(0), whole));
      for (var other : best.subList(1, best.size())) {
        message.addAlternatives(alternative(other, textOf(other)));
      }
    }
    call.send(end.apply(message.build()));
    call.finish();
  }

  private String textOf(Hypothesis hypothesis) {
    if (tokenizer == null) {
      return "";
    }
    var pieces = new TextPieces(tokenizer);
    for (long id : hypothesis.ids()) {
      pieces.append(id);
    }
    pieces.finish();
    return pieces.text();
  }

  private static Alternative alternative(Hypothesis hypothesis, String text) {
    return Alternative.newBuilder()
        .setText(text)
        .addAllTokenIds(ids(hypothesis))
        .setReason(reason(hypothesis.reason()))
        .setScore((float) hypothesis.score())
        .setNormalisedScore((float) hypothesis.normalisedScore())
        .build();
  }

  private static List<Long> ids(Hypothesis hypothesis) {
    return Arrays.stream(hypothesis.ids()).boxed().toList();
  }

  private void send(Piece message) {
    if (piece != null) {
      call.send(piece.apply(message));
    }
  }

  private static dev.unroll.v1.StopReason reason(StopReason reason) {
    return switch (reason) {
      case STOP_ID -> dev.unroll.v1.StopReason.STOP_REASON_STOP_ID;
      case MAX_STEPS -> dev.unroll.v1.StopReason.STOP_REASON_MAX_STEPS;
    };
  }

  @Override
  public void onFault(Fault fault) {
    call.fail(fault);
  }

  @Override
  public void onGone() {
    lease.close();
  }
}
