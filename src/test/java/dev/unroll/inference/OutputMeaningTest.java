package dev.unroll.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.unroll.codec.Encoded;
import dev.unroll.codec.StepSpans;
import dev.unroll.codec.label.LabelRanker;
import dev.unroll.codec.label.Labels;
import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.codec.label.Scores;
import dev.unroll.codec.label.Tag;
import dev.unroll.codec.label.TagScheme;
import dev.unroll.codec.label.TagUnit;
import dev.unroll.codec.label.Tagger;
import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.repository.ModelOutput;
import dev.unroll.schedule.execution.RowTiming;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The second of a graph's outputs has a meaning, the first has none. */
class OutputMeaningTest {
  private static final int PLACE = 1;
  private static final Labels LABELS = Labels.of(List.of("a", "b"));
  private static final LabelRanker RANKER = new LabelRanker(LABELS, Scores.RAW);
  private static final RowTiming TIMING = new RowTiming(1, 2, 3, 4);
  private static final StepSpans SPANS =
      new StepSpans("x _ z", new int[] {0, 2, 4}, new int[] {1, 3, 5});
  private static final Sequence SEQUENCE = new Sequence.Ids(new long[] {1, 2, 3});

  private static final ModelOutput.Answered RANKED = new ModelOutput.Ranked(PLACE, LABELS, RANKER);
  private static final ModelOutput.Answered FILLED =
      new ModelOutput.Filled(PLACE, LABELS, RANKER, "_");
  private static final ModelOutput.Answered TAGGED =
      new ModelOutput.Tagged(
          PLACE, LABELS, new Tagger(LABELS, Scores.RAW, TagUnit.STEP, TagScheme.PLAIN));

  private static Output output(String name, int steps, float... values) {
    int timeAxis = steps == 1 ? -1 : 1;
    var facts =
        new TensorFacts(
            name, "float32", List.of(-1L), 0, timeAxis, values.length / steps, false, "");
    return new Output(facts, values, steps);
  }

  private static final Output OTHER = output("other", 1, 9, 8, 7);
  private static final Output ONE = output("scores", 1, 0.25f, 0.75f);
  private static final Output EACH = output("scores", 3, 0.9f, 0.1f, 0.25f, 0.75f, 0.6f, 0.4f);

  private static Prediction of(
      ModelOutput.Answered meaning, boolean interpreted, int mostLabels, Encoded input, Output at) {
    var options = PredictionOptions.answering(interpreted, mostLabels, false);
    return new OutputMeaning(meaning, options).of(input, List.of(OTHER, at), TIMING);
  }

  private static final Encoded PLAIN = new Encoded(SEQUENCE, null, Encoded.NO_BLANK);
  private static final Encoded TEXT = new Encoded(SEQUENCE, SPANS, Encoded.NO_BLANK);

  private static Prediction.Tensors tensors(Prediction prediction) {
    assertEquals(TIMING, prediction.timing());
    return assertInstanceOf(Prediction.Tensors.class, prediction);
  }

  @Test
  void ranked_hasAsManyLabelsAsAreWanted() {
    var all = assertInstanceOf(Prediction.Labels.class, of(RANKED, true, 0, PLAIN, ONE));
    assertEquals(
        List.of(new ScoredLabel("b", 0.75f, 1), new ScoredLabel("a", 0.25f, 0)), all.labels());
    assertEquals(List.of(OTHER, ONE), all.outputs());
    assertEquals(TIMING, all.timing());
    var best = assertInstanceOf(Prediction.Labels.class, of(RANKED, true, 1, PLAIN, ONE));
    assertEquals(all.labels().subList(0, 1), best.labels());
  }

  @Test
  void tagged_hasATagAStep_withItsTextWhereThereIsOne() {
    var text = assertInstanceOf(Prediction.Tags.class, of(TAGGED, true, 0, TEXT, EACH));
    assertEquals(
        List.of(
            new Tag("a", 0.9f, 0, 1, "x"),
            new Tag("b", 0.75f, 2, 3, "_"),
            new Tag("a", 0.6f, 4, 5, "z")),
        text.tagging().tags());
    assertEquals(List.of(OTHER, EACH), text.outputs());
    assertEquals(TIMING, text.timing());
    var ids = assertInstanceOf(Prediction.Tags.class, of(TAGGED, true, 0, PLAIN, EACH));
    assertEquals(new Tag("b", 0.75f, 1, 2, ""), ids.tagging().tags().get(1));
  }

  @Test
  void filled_isTheBlanksStepOnly() {
    var blank = new Encoded(SEQUENCE, SPANS, 1);
    var filled = assertInstanceOf(Prediction.Filled.class, of(FILLED, true, 1, blank, EACH));
    assertEquals(List.of(new ScoredLabel("b", 0.75f, 1)), filled.words());
    assertEquals("x b z", filled.text());
    assertEquals(TIMING, filled.timing());
    // What has no time is the whole sequence's.
    assertSame(OTHER, filled.outputs().get(0));
    assertArrayEquals(new float[] {0.25f, 0.75f}, filled.outputs().get(1).values());
    assertEquals(1, filled.outputs().get(1).steps());
  }

  @Test
  void filled_withoutText_hasNoText() {
    var blank = new Encoded(SEQUENCE, null, 2);
    var filled = assertInstanceOf(Prediction.Filled.class, of(FILLED, true, 0, blank, EACH));
    assertEquals("a", filled.words().get(0).label());
    assertEquals("", filled.text());
  }

  @Test
  void numbers_stayNumbers_whereNobodyWantsTheirMeaning() {
    for (var meaning : List.of(RANKED, TAGGED)) {
      assertEquals(List.of(OTHER, EACH), tensors(of(meaning, false, 0, PLAIN, EACH)).outputs());
    }
    var blank = new Encoded(SEQUENCE, SPANS, 1);
    var atBlank = tensors(of(FILLED, false, 0, blank, EACH)).outputs();
    assertArrayEquals(new float[] {0.25f, 0.75f}, atBlank.get(1).values());
  }

  @Test
  void numbersWithoutAMeaning_stayNumbers() {
    var raw = new ModelOutput.Raw();
    assertEquals(List.of(OTHER, EACH), tensors(of(raw, true, 0, PLAIN, EACH)).outputs());
  }
}
