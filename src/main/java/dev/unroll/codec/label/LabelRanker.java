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
   * The best labels, best first; equals in the order of their indexes.
   *
   * @param outputs shape {@code [labels]}
   * @param topK how many at most; 0: all
   * @throws Fault INTERNAL where the outputs are not one number a label
   */
  public List<ScoredLabel> rank(float[] outputs, int topK) {
    return rank(outputs, topK, new int[0]);
  }

  /**
   * The same of some labels only: a softmax is taken over them alone.
   *
   * @param among the distinct indexes of those labels; none: all labels
   */
  public List<ScoredLabel> rank(float[] outputs, int topK, int[] among) {
    OutputChecks.check(outputs, labels.size());
    int[] indexes =
        among.length == 0
            ? IntStream.range(0, outputs.length).toArray()
            : Arrays.stream(among).sorted().toArray();
    var given = new float[indexes.length];
    for (int place = 0; place < given.length; place++) {
      given[place] = outputs[indexes[place]];
    }
    var scored = scores.apply(given, 0, given.length);
    return IntStream.range(0, scored.length)
        // 0 is added for it makes -0 equal to 0.
        .mapToObj(place -> label(indexes[place], scored[place] + 0f))
        .sorted(Comparator.comparing(ScoredLabel::score, Comparator.reverseOrder()))
        .limit(topK == 0 ? scored.length : topK)
        .toList();
  }

  private ScoredLabel label(int index, float score) {
    return new ScoredLabel(labels.names().get(index), score, index);
  }
}
