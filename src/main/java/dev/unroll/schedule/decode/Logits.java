package dev.unroll.schedule.decode;

import dev.unroll.core.Fault;

/** Functions of a decoder's logits of one step, shape {@code [vocabulary]}. */
final class Logits {
  private Logits() {}

  /**
   * Returns the token with the largest logit; of several, the first.
   *
   * @throws Fault INTERNAL if the largest logit is not finite or a logit is NaN
   */
  static int likeliest(float[] logits) {
    int likeliest = 0;
    float largest = logits[0];
    for (int token = 0; token < logits.length; token++) {
      // Written as a negation so that a NaN takes this branch, at no cost for other values.
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
   * Returns {@code log(sum(e^logits))}. A logit minus this is the token's log-probability.
   *
   * @param likeliest the result of {@link #likeliest}
   */
  static double logTotal(float[] logits, int likeliest) {
    double largest = logits[likeliest];
    // Two independent sums, so that the CPU can add them in parallel.
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
