package dev.unroll.grpc.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.grpc.HandObserver;
import dev.unroll.grpc.ResponseSender;
import dev.unroll.inference.GeneratedToken;
import dev.unroll.inference.Prediction;
import dev.unroll.schedule.decode.StopReason;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.v1.End;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.Piece;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Generated output as a client sees it come. */
class GenerationListenerTest {
  private static final RowTiming TIMING = new RowTiming(0, 0, 0, 0);

  private final HandObserver<OneToManyResponse> observer = new HandObserver<>();

  private GenerationListener<OneToManyResponse> listener(
      @Nullable Function<Piece, OneToManyResponse> piece) {
    return new GenerationListener<>(
        new ResponseSender<>(observer),
        OutputMessages.model(new ModelKey("m", 1)),
        piece,
        end -> OneToManyResponse.newBuilder().setEnd(end).build());
  }

  private GenerationListener<OneToManyResponse> pieceByPiece() {
    return listener(piece -> OneToManyResponse.newBuilder().setPiece(piece).build());
  }

  private static Prediction generated(String text, String rest) {
    var best =
        new Prediction.GeneratedText(0, text, new long[] {4, 5}, StopReason.STOP_ID, -1, -0.5);
    return new Prediction.Generated(best, rest, List.of(), TIMING);
  }

  private List<Piece> pieces() {
    return observer.messages().stream()
        .filter(OneToManyResponse::hasPiece)
        .map(OneToManyResponse::getPiece)
        .toList();
  }

  private End end() {
    return observer.messages().get(observer.messages().size() - 1).getEnd();
  }

  @Test
  void tokens_arePieces_andTheEndIsLast() {
    var listener = pieceByPiece();
    listener.onToken(new GeneratedToken(0, 4, -0.25f, "a "));
    listener.onToken(new GeneratedToken(1, 5, Float.NaN, ""));
    listener.onPredictions(List.of(generated("a ", "")));
    var first = Piece.newBuilder().setTokenId(4).setLogProbability(-0.25f).setText("a ").build();
    var second = Piece.newBuilder().setStep(1).setTokenId(5).setLogProbability(Float.NaN).build();
    assertEquals(List.of(first, second), pieces());
    assertEquals(List.of("message", "message", "message", "completed"), observer.told());
    assertEquals("a ", end().getText());
  }

  @Test
  void textThatWasHeldBack_comesInAPieceThatRepeatsTheLastStep() {
    var listener = pieceByPiece();
    listener.onToken(new GeneratedToken(0, 4, -0.25f, "a"));
    listener.onPredictions(List.of(generated("a\uFFFD", "\uFFFD")));
    assertEquals(2, pieces().size());
    assertEquals(pieces().get(0).toBuilder().setText("\uFFFD").build(), pieces().get(1));
    assertEquals(end().getText(), pieces().get(0).getText() + pieces().get(1).getText());
  }

  @Test
  void withoutPieces_onlyTheEndIsSent() {
    var listener = listener(null);
    listener.onToken(new GeneratedToken(0, 4, -0.25f, "a"));
    listener.onPredictions(List.of(generated("ab", "b")));
    assertEquals(List.of("message", "completed"), observer.told());
    assertEquals("ab", end().getText());
  }

  @Test
  void failure_isTheCallsStatus() {
    pieceByPiece().onFailure(Fault.deadlineExceeded("too late"));
    assertEquals(List.of("DEADLINE_EXCEEDED"), observer.told());
  }

  @Test
  void whatWasNotGenerated_isNotTakenForAnAnswer() {
    List<Prediction> tensors = List.of(new Prediction.Tensors(List.of(), TIMING));
    assertThrows(ClassCastException.class, () -> pieceByPiece().onPredictions(tensors));
  }
}
