package dev.unroll.codec.label;

import dev.unroll.core.Fault;
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
    OutputChecks.check(outputs, labels.size());
    var scored = scores.apply(outputs, 0, labels.size());
    return IntStream.range(0, scored.length)
        // Adding 0 turns -0 into 0, so that they are equal.
        .mapToObj(index -> new ScoredLabel(labels.names().get(index), scored[index] + 0f, index))
        .sorted(Comparator.comparing(ScoredLabel::score, Comparator.reverseOrder()))
        .limit(topK == 0 ? scored.length : topK)
        .toList();
  }
}
