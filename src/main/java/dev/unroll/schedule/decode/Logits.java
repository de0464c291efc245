package dev.unroll.schedule.decode;

import dev.unroll.core.Fault;

/** What a decoder's scores say, before anything is drawn: shape {@code [vocabulary]}. */
final class Logits {
  private Logits() {}

  /**
   * The first of the largest.
   *
   * @throws Fault where the model gave no number to choose by
   */
  static int likeliest(float[] logits) {
    int likeliest = 0;
    float largest = logits[0];
    for (int token = 0; token < logits.length; token++) {
      // Said so that a NaN comes in here, at no price for the others.
      if (!(logits[token] <= largest)) {
        largest = logits[token];
        likeliest = token;
        if (Float.isNaN(largest)) {
          break;
        }
      }
    }
    if (!Float.isFinite(largest)) {
      throw Fault.internal("the model's logits are not finite", null);
    }
    return likeliest;
  }

  /**
   * What is taken from a logit to make it a logarithm of a probability: {@code log(sum(e^logits))}.
   *
   * @param likeliest the token with the largest logit, which {@link #likeliest} finds
   */
  static double logTotal(float[] logits, int likeliest) {
    double largest = logits[likeliest];
    // Two sums, of which neither waits for the other.
    double even = 0;
    double odd = 0;
    int pairs = logits.length / 2;
    for (int pair = 0; pair < pairs; pair++) {
      even += Exponential.of(logits[2 * pair] - largest);
      odd += Exponential.of(logits[2 * pair + 1] - largest);
    }
    if (2 * pairs < logits.length) {
      even += Exponential.of(logits[2 * pairs] - largest);
    }
    return largest + Math.log(even + odd);
  }
}
