package dev.unroll.openinference.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.codec.label.LabelRanker;
import dev.unroll.codec.label.Labels;
import dev.unroll.codec.label.Scores;
import dev.unroll.codec.label.TagScheme;
import dev.unroll.codec.label.TagUnit;
import dev.unroll.codec.label.Tagger;
import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.ModelOutput;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassificationTest {
  private static final Labels LABELS = Labels.of(List.of("a", "b"));
  private static final LabelRanker RANKER = new LabelRanker(LABELS, Scores.RAW);

  private static final TensorFacts FACTS =
      new TensorFacts("y", "float32", List.of(-1L, 2L), 0, -1, 2, false, "");

  private static List<String> rank(int classes, Optional<Labels> labels, float... values) {
    return Classification.rank(new Output(FACTS, values, 1), classes, labels, false);
  }

  private static TensorSpec spec(Meaning meaning, int place) {
    return new TensorSpec("y", Datatype.FP32, List.of(-1L, 2L), 0, -1, meaning, place, false);
  }

  @Test
  void largest_comeFirst_andEqualsByTheirIndex() {
    assertEquals(
        List.of("2.500000:1", "0.000000:0", "0.000000:3", "-1.000000:2"),
        rank(9, Optional.empty(), 0, 2.5f, -1, 0));
    assertEquals(List.of("2.500000:1"), rank(1, Optional.empty(), 0, 2.5f, -1, 0));
  }

  @Test
  void labels_areThoseOfTheIndex_whereThereIsOne() {
    assertEquals(
        List.of("3.000000:2", "2.000000:1:b", "1.000000:0:a"),
        rank(3, Optional.of(LABELS), 1, 2, 3));
  }

  @Test
  void integers_haveNoFraction() {
    var output = new Output(FACTS, new float[] {7, -2}, 1);
    assertEquals(List.of("7:0", "-2:1"), Classification.rank(output, 2, Optional.empty(), true));
  }

  @Test
  void integersThatNoFloatHolds_areRankedAndToldAsTheyAre() {
    long[] exact = {33_000_098, 33_000_100, 33_000_099};
    var output = new Output(FACTS, new float[] {33e6f, 33e6f, 33e6f}, exact, 1);
    assertEquals(
        List.of("33000100:1", "33000099:2", "33000098:0"),
        Classification.rank(output, 3, Optional.empty(), true));
  }

  @Test
  void names_areThoseOfTheOutputThatTheModelMeans() {
    var outputs =
        List.of(
            new ModelOutput.Ranked(1, LABELS, RANKER),
            new ModelOutput.Filled(1, LABELS, RANKER, "_"),
            new ModelOutput.Tagged(
                1, LABELS, new Tagger(LABELS, Scores.RAW, TagUnit.STEP, TagScheme.PLAIN)));
    for (var output : outputs) {
      assertEquals(Optional.of(LABELS), Classification.names(output, spec(Meaning.GRAPH, 1)));
      assertEquals(Optional.empty(), Classification.names(output, spec(Meaning.GRAPH, 0)));
      assertEquals(Optional.empty(), Classification.names(output, spec(Meaning.STATE, 1)));
    }
    var raw = new ModelOutput.Raw();
    assertEquals(Optional.empty(), Classification.names(raw, spec(Meaning.GRAPH, 0)));
  }
}
