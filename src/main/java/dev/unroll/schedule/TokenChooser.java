package dev.unroll.schedule;

import dev.unroll.core.Fault;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses a step of output from logits: the likeliest, or a draw. Its random numbers are the row's
 * own, so what else runs changes nothing.
 */
final class TokenChooser {
  /**
   * What was chosen.
   *
   * @param logProbability log softmax(logits)[token], before temperature
   */
  record Chosen(long token, float logProbability) {}

  private final GenerationOptions options;
  private final SplittableRandom random;

  TokenChooser(GenerationOptions options) {
    this.options = options;
    this.random = new SplittableRandom(options.seed());
  }

  /**
   * @param logits shape {@code [vocabulary]}; not kept
   * @throws Fault where the model gave no number to choose by
   */
  Chosen choose(float[] logits) {
    int likeliest = likeliest(logits);
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit - logits[likeliest]);
    }
    if (!Double.isFinite(total)) {
      throw Fault.internal("the model's logits are not finite", null);
    }
    int token = options.temperature() > 0 ? draw(logits, likeliest) : likeliest;
    return new Chosen(token, (float) (logits[token] - logits[likeliest] - Math.log(total)));
  }

  /** The first of the largest. */
  private static int likeliest(float[] logits) {
    int best = 0;
    for (int token = 1; token < logits.length; token++) {
      if (logits[token] > logits[best]) {
        best = token;
      }
    }
    return best;
  }

  private int draw(float[] logits, int likeliest) {
    int[] candidates =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer token) -> -logits[token]))
            .mapToInt(Integer::intValue)
            .limit(options.topK() > 0 ? options.topK() : logits.length)
            .toArray();
    var weights = new double[candidates.length];
    double total = 0;
    for (int place = 0; place < candidates.length; place++) {
      weights[place] =
          Math.exp(
              (logits[candidates[place]] - logits[likeliest]) / (double) options.temperature());
      total += weights[place];
    }
    double kept = 0;
    int count = 0;
    while (count < candidates.length && (count == 0 || kept < options.topP() * total)) {
      kept += weights[count++];
    }
    double point = random.nextDouble() * kept;
    for (int place = 0; place < count; place++) {
      point -= weights[place];
      if (point < 0) {
        return candidates[place];
      }
    }
    return candidates[count - 1];
  }
}
