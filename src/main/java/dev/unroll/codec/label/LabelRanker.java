package dev.unroll.codec.label;

import dev.unroll.core.Fault;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Ranks labels by a model's outputs. */
public final class LabelRanker {
  private final Labels labels;
  private final Scores scores;

  public LabelRanker(Labels labels, Scores scores) {
    this.labels = labels;
    this.scores = scores;
  }

  /**
   * Returns the best labels, best first. Equal scores are in the order of their indexes.
   *
   * @param outputs shape {@code [labels]}
   * @param topK the largest number of labels; 0 means all
   * @throws Fault INTERNAL if the outputs are not one number per label
   */
  public List<ScoredLabel> rank(float[] outputs, int topK) {
    return rank(outputs, topK, new int[0]);
  }

  /**
   * Returns the best of some labels. A softmax is taken over these labels alone.
   *
   * @param among the distinct indexes of the labels; empty means all
   */
  public List<ScoredLabel> rank(float[] outputs, int topK, int[] among) {
    OutputChecks.check(outputs, labels.size());
    boolean isAll = among.length == 0;
    int[] indexes = Arrays.stream(among).sorted().toArray();
    var given = isAll ? outputs : pick(outputs, indexes);
    var scored = scores.apply(given, 0, given.length);
    return IntStream.range(0, scored.length)
        // Adding 0 turns -0 into 0, so that they are equal.
        .mapToObj(place -> label(isAll ? place : indexes[place], scored[place] + 0f))
        .sorted(Comparator.comparing(ScoredLabel::score, Comparator.reverseOrder()))
        .limit(topK == 0 ? scored.length : topK)
        .toList();
  }

  private static float[] pick(float[] outputs, int[] indexes) {
    var picked = new float[indexes.length];
    for (int place = 0; place < picked.length; place++) {
      picked[place] = outputs[indexes[place]];
    }
    return picked;
  }

  private ScoredLabel label(int index, float score) {
    return new ScoredLabel(labels.names().get(index), score, index);
  }
}
