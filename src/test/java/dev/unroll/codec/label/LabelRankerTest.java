package dev.unroll.codec.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelRankerTest {
  private static final Labels LABELS = Labels.of(List.of("a", "b", "c", "d"));

  @Test
  void rank_raw_isBestFirstAndEqualsByIndex() {
    var ranker = new LabelRanker(LABELS, Scores.RAW);
    var ranked = ranker.rank(new float[] {1, 2, 2, 0}, 0);
    assertEquals(
        List.of(
            new ScoredLabel("b", 2, 1),
            new ScoredLabel("c", 2, 2),
            new ScoredLabel("a", 1, 0),
            new ScoredLabel("d", 0, 3)),
        ranked);
  }

  @Test
  void rank_topK_isAtMostThatMany() {
    var ranker = new LabelRanker(LABELS, Scores.RAW);
    var outputs = new float[] {1, 2, 3, 4};
    assertEquals(2, ranker.rank(outputs, 2).size());
    assertEquals(4, ranker.rank(outputs, 9).size());
  }

  @Test
  void rank_zeroOfBothSigns_areEqual() {
    var ranker = new LabelRanker(LABELS, Scores.RAW);
    assertEquals(0, ranker.rank(new float[] {-0f, 0, -1, -1}, 1).get(0).index());
  }

  @Test
  void rank_notANumberOrAnotherWidth_isTheModelsFault() {
    var ranker = new LabelRanker(LABELS, Scores.SOFTMAX);
    for (var outputs : List.of(new float[] {1, Float.NaN, 0, 0}, new float[3])) {
      var fault = assertThrows(Fault.class, () -> ranker.rank(outputs, 0));
      assertEquals(Fault.Kind.INTERNAL, fault.kind());
    }
  }

  @Test
  void softmax_largeLogits_doesNotOverflow() {
    assertArrayEquals(
        new float[] {0.26894143f, 0.7310586f},
        Scores.SOFTMAX.apply(new float[] {9, 1000, 1001}, 1, 2),
        1e-7f);
    assertArrayEquals(
        new float[] {0, 1},
        Scores.SOFTMAX.apply(new float[] {-Float.MAX_VALUE, Float.MAX_VALUE}, 0, 2));
  }

  @Test
  void softmax_infiniteLogits_areCertain() {
    assertArrayEquals(
        new float[] {0, 1}, Scores.SOFTMAX.apply(new float[] {Float.NEGATIVE_INFINITY, 3}, 0, 2));
    assertArrayEquals(
        new float[] {0.5f, 0, 0.5f},
        Scores.SOFTMAX.apply(
            new float[] {Float.POSITIVE_INFINITY, 3, Float.POSITIVE_INFINITY}, 0, 3));
    assertArrayEquals(
        new float[] {0.5f, 0.5f},
        Scores.SOFTMAX.apply(new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY}, 0, 2));
  }

  @Test
  void sigmoid_isOfEachByItself() {
    assertArrayEquals(
        new float[] {0.5f, 0, 1},
        Scores.SIGMOID.apply(new float[] {7, 0, -1000, 1000}, 1, 3),
        1e-7f);
  }

  @Test
  void rank_amongSome_takesTheSoftmaxOverThemAlone() {
    var ranker = new LabelRanker(LABELS, Scores.SOFTMAX);
    var outputs = new float[] {1, 2, 2, 9};
    var ranked = ranker.rank(outputs, 0, new int[] {2, 0});
    assertEquals(List.of(2, 0), ranked.stream().map(ScoredLabel::index).toList());
    assertEquals("c", ranked.get(0).label());
    assertEquals(0.7310586f, ranked.get(0).score(), 1e-6f);
    assertEquals(0.26894143f, ranked.get(1).score(), 1e-6f);
    assertEquals(ranked.subList(0, 1), ranker.rank(outputs, 1, new int[] {2, 0}));
    assertEquals(ranker.rank(outputs, 0), ranker.rank(outputs, 0, new int[] {3, 1, 0, 2}));
  }

  @Test
  void rank_amongSome_keepsScoresThatStandByThemselves() {
    var ranker = new LabelRanker(LABELS, Scores.SIGMOID);
    var outputs = new float[] {1, 2, 3, 4};
    var all = ranker.rank(outputs, 0);
    assertEquals(List.of(all.get(1), all.get(3)), ranker.rank(outputs, 0, new int[] {0, 2}));
  }
}
