package dev.unroll.inference;

import dev.unroll.codec.tokenizer.TextPieces;
import dev.unroll.codec.tokenizer.TextTokenizer;
import dev.unroll.core.Fault;
import dev.unroll.inference.Prediction.GeneratedText;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.decode.Decoding;
import dev.unroll.schedule.decode.GeneratedOutput;
import dev.unroll.schedule.decode.GenerationOptions;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.RowTiming;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The listener of a row that generates: it passes on each token, and then the complete output.
 *
 * <p>Used by one lane at a time.
 */
final class GeneratedRow implements RowListener {
  private final CallRows.Member member;
  private final boolean tellsAlternatives;
  private final @Nullable TextTokenizer tokenizer;
  private final @Nullable TextPieces text;

  /**
   * @param wantsBest whether the call sets the number of outputs
   */
  GeneratedRow(
      ModelOutput.Generated output,
      GenerationOptions options,
      boolean wantsBest,
      CallRows.Member member) {
    this.member = member;
    this.tellsAlternatives = wantsBest || !(options.decoding() instanceof Decoding.Sampling);
    this.tokenizer = output.tokenizer().orElse(null);
    this.text = output.tokenizer().map(TextPieces::new).orElse(null);
  }

  @Override
  public void onToken(int step, long token, float logProbability) {
    var piece = text == null ? "" : text.append(token);
    member.token(new GeneratedToken(step, token, logProbability, piece));
  }

  @Override
  public void onGenerated(List<GeneratedOutput> best, RowTiming timing) {
    var rest = text == null ? "" : text.finish();
    // The text of the first output is already decoded from its tokens.
    var first = generated(best.get(0), text == null ? "" : text.text());
    var alternatives =
        tellsAlternatives
            ? Stream.concat(
                    Stream.of(first),
                    best.stream().skip(1).map(other -> generated(other, textOf(other))))
                .toList()
            : List.<GeneratedText>of();
    member.done(new Prediction.Generated(first, rest, alternatives, timing));
  }

  private String textOf(GeneratedOutput generatedOutput) {
    return tokenizer == null ? "" : tokenizer.decode(generatedOutput.ids());
  }

  private static GeneratedText generated(GeneratedOutput generatedOutput, String text) {
    return new GeneratedText(
        generatedOutput.place(),
        text,
        generatedOutput.ids(),
        generatedOutput.reason(),
        generatedOutput.score(),
        generatedOutput.normalisedScore());
  }

  @Override
  public void onFault(Fault fault) {
    member.fail(fault);
  }

  @Override
  public void onGone() {
    member.gone();
  }
}
