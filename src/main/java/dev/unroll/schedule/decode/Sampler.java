package dev.unroll.schedule.decode;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses the token of a step from logits: the likeliest, or a random one. Each row has its own
 * random generator, so other rows do not influence its output.
 */
final class Sampler {
  private final Decoding.Sampling sampling;
  private final SplittableRandom random;

  Sampler(Decoding.Sampling sampling) {
    this.sampling = sampling;
    this.random = new SplittableRandom(sampling.seed());
  }

  /**
   * Returns the chosen token.
   *
   * @param logits shape {@code [vocabulary]}; not kept
   * @param likeliest the result of {@link Logits#likeliest}
   */
  int choose(float[] logits, int likeliest) {
    return sampling.temperature() > 0 ? draw(logits, likeliest) : likeliest;
  }

  private int draw(float[] logits, int likeliest) {
    double largest = logits[likeliest];
    var weights = new double[logits.length];
    for (int token = 0; token < logits.length; token++) {
      weights[token] = Exponential.of((logits[token] - largest) / sampling.temperature());
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

  /** Returns the tokens that remain after top-k and then top-p. */
  private int[] candidates(double[] weights) {
    boolean all = sampling.topK() == 0 || sampling.topK() >= weights.length;
    if (all && sampling.topP() >= 1) {
      return IntStream.range(0, weights.length).toArray();
    }
    var heap = new TokenHeap(weights);
    var likely = all ? heap : heap.first(sampling.topK());
    double enough = sampling.topP() * likely.total();
    var tokens = new int[likely.size()];
    int count = 0;
    for (double kept = 0; count < tokens.length && (count == 0 || kept < enough); count++) {
      tokens[count] = likely.remove();
      kept += weights[tokens[count]];
    }
    return Arrays.copyOf(tokens, count);
  }
}
