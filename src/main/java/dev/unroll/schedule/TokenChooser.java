package dev.unroll.schedule;

import dev.unroll.core.Fault;
import java.util.Arrays;
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
    var weights = new double[logits.length];
    for (int token = 0; token < logits.length; token++) {
      weights[token] =
          Math.exp((logits[token] - logits[likeliest]) / (double) options.temperature());
    }
    var candidates = candidates(weights);
    double point =
        random.nextDouble() * Arrays.stream(candidates).mapToDouble(t -> weights[t]).sum();
    int last = likeliest;
    for (int token : candidates) {
      if (weights[token] > 0) {
        last = token;
        point -= weights[token];
        if (point < 0) {
          break;
        }
      }
    }
    return last;
  }

  /** The tokens that top-k leaves, and of those the ones that top-p leaves. */
  private int[] candidates(double[] weights) {
    boolean all = options.topK() == 0 || options.topK() >= weights.length;
    if (all && options.topP() >= 1) {
      return IntStream.range(0, weights.length).toArray();
    }
    var heap = new TokenHeap(weights);
    var likely = all ? heap : heap.first(options.topK());
    double enough = options.topP() * likely.total();
    var tokens = new int[likely.size()];
    int count = 0;
    for (double kept = 0; count < tokens.length && (count == 0 || kept < enough); count++) {
      tokens[count] = likely.remove();
      kept += weights[tokens[count]];
    }
    return Arrays.copyOf(tokens, count);
  }
}
