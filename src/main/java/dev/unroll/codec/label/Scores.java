package dev.unroll.codec.label;

import java.util.Arrays;

/** Converts a model's raw outputs to scores. */
public enum Scores {
  /** Logits of mutually exclusive classes; the scores sum to 1. */
  SOFTMAX {
    @Override
    public float[] apply(float[] values, int from, int width) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int index = from; index < from + width; index++) {
        largest = Math.max(largest, values[index]);
      }
      var exponentials = new double[width];
      double sum = 0;
      for (int index = 0; index < width; index++) {
        // The largest logit may be infinite, and infinity minus itself would be NaN.
        exponentials[index] =
            values[from + index] == largest ? 1 : Math.exp(values[from + index] - largest);
        sum += exponentials[index];
      }
      var scores = new float[width];
      for (int index = 0; index < width; index++) {
        scores[index] = (float) (exponentials[index] / sum);
      }
      return scores;
    }
  },
  /** Logits of independent classes. */
  SIGMOID {
    @Override
    public float[] apply(float[] values, int from, int width) {
      var scores = new float[width];
      for (int index = 0; index < width; index++) {
        scores[index] = (float) (1 / (1 + Math.exp(-(double) values[from + index])));
      }
      return scores;
    }
  },
  /** The graph's outputs are scores already. */
  RAW {
    @Override
    public float[] apply(float[] values, int from, int width) {
      return Arrays.copyOfRange(values, from, from + width);
    }
  };

  /** Returns the scores of {@code values[from, from + width)}, shape {@code [width]}. */
  public abstract float[] apply(float[] values, int from, int width);
}
