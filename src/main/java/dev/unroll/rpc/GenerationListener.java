package dev.unroll.rpc;

import dev.unroll.codec.TextPieces;
import dev.unroll.core.Fault;
import dev.unroll.repository.ModelLease;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.RowListener;
import dev.unroll.schedule.RowTiming;
import dev.unroll.schedule.StopReason;
import dev.unroll.v1.End;
import dev.unroll.v1.Piece;
import java.util.Arrays;
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
  private final @Nullable TextPieces text;
  private final @Nullable Function<Piece, A> piece;
  private final Function<End, A> end;
  private Piece last = Piece.getDefaultInstance();

  /**
   * @param piece makes a message of each piece; null: only the end is sent
   * @param end makes the last message
   */
  GenerationListener(
      ServedCall<A> call,
      ModelLease lease,
      ModelOutput.Generated output,
      @Nullable Function<Piece, A> piece,
      Function<End, A> end) {
    this.call = call;
    this.lease = lease;
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
  public void onGenerated(long[] ids, StopReason reason, RowTiming timing) {
    if (text != null) {
      var heldBack = text.finish();
      if (!heldBack.isEmpty()) {
        send(last.toBuilder().setText(heldBack).build());
      }
    }
    call.send(
        end.apply(
            End.newBuilder()
                .setText(text == null ? "" : text.text())
                .addAllTokenIds(Arrays.stream(ids).boxed().toList())
                .setReason(reason(reason))
                .setTiming(OutputMessages.timing(timing))
                .setModel(OutputMessages.model(lease.model().key()))
                .build()));
    call.finish();
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
