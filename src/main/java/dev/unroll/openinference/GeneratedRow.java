package dev.unroll.openinference;

import dev.unroll.codec.TextPieces;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.Hypothesis;
import dev.unroll.schedule.RowTiming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row that generates: in one piece, or step by step, and then what was held back at the end.
 *
 * <p>Used by one lane at a time.
 */
final class GeneratedRow implements EndedListener {
  private static final long[] NO_IDS = {};
  private static final RowTiming NO_TIME = new RowTiming(0, 0, 0, 0);

  private final RowEnd end;
  private final boolean inPieces;
  private final @Nullable TextPieces text;

  GeneratedRow(ModelOutput.Generated model, boolean inPieces, RowEnd end) {
    this.end = end;
    this.inPieces = inPieces;
    this.text = model.tokenizer().map(TextPieces::new).orElse(null);
  }

  @Override
  public RowEnd end() {
    return end;
  }

  @Override
  public void onToken(int step, long token, float logProbability) {
    var piece = text == null ? "" : text.append(token);
    if (inPieces) {
      end.piece(RowAnswer.generated(piece, new long[] {token}, NO_TIME));
    }
  }

  @Override
  public void onGenerated(List<Hypothesis> best, RowTiming timing) {
    var rest = text == null ? "" : text.finish();
    var whole = text == null ? "" : text.text();
    end.whole(
        inPieces
            ? RowAnswer.generated(rest, NO_IDS, timing)
            : RowAnswer.generated(whole, best.get(0).ids(), timing));
  }
}
