package dev.unroll.codec.label;

import java.util.Arrays;

/** How a model's raw outputs become scores. */
public enum Scores {
  /** Logits of classes of which one is right; the scores sum to 1. */
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
        // Masked classes are minus infinity, and infinity less itself would be no number.
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
  /** Logits of classes that are right or wrong each by itself. */
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
  /** The graph ends in scores. */
  RAW {
    @Override
    public float[] apply(float[] values, int from, int width) {
      return Arrays.copyOfRange(values, from, from + width);
    }
  };

  /** The scores of {@code values[from, from + width)}, shape {@code [width]}. */
  public abstract float[] apply(float[] values, int from, int width);
}
