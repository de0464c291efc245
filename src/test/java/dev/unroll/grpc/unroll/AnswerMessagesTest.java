package dev.unroll.grpc.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.label.EntitySpan;
import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.codec.label.Tag;
import dev.unroll.codec.label.Tagging;
import dev.unroll.core.ModelKey;
import dev.unroll.inference.Prediction;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.StreamManyToManyResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client is told, raw output asked for or not. */
class AnswerMessagesTest {
  private static final ModelKey MODEL = new ModelKey("m", 3);
  private static final RowTiming TIMING = new RowTiming(5, 6, 7, 8);
  private static final List<Output> OUTPUTS =
      List.of(
          new Output(
              new TensorFacts("scores", "float32", List.of(-1L, 2L), 0, -1, 2, false, ""),
              new float[] {0.25f, 0.75f},
              1));
  private static final List<ScoredLabel> LABELS =
      List.of(new ScoredLabel("yes", 0.75f, 1), new ScoredLabel("no", 0.25f, 0));
  private static final Tag TAG = new Tag("B-X", 0.5f, 2, 4, "ab");
  private static final EntitySpan ENTITY = new EntitySpan("X", 2, 4, "ab", 0.5f);

  private static final Prediction TENSORS = new Prediction.Tensors(OUTPUTS, TIMING);

  private static Prediction tags(List<Tag> tags, List<EntitySpan> entities) {
    return new Prediction.Tags(new Tagging(tags, entities), OUTPUTS, TIMING);
  }

  @Test
  void labels_areTheAnswer_andRawOutputIsAddedWhereItIsAskedFor() {
    var labels = new Prediction.Labels(LABELS, OUTPUTS, TIMING);
    var answer = AnswerMessages.one(labels, MODEL, false);
    assertEquals(OutputMessages.labels(LABELS), answer.getLabelsList());
    assertEquals(List.of(), answer.getOutputsList());
    assertEquals("", answer.getFilled());
    assertEquals(OutputMessages.timing(labels), answer.getTiming());
    assertEquals(OutputMessages.model(MODEL), answer.getModel());
    var raw = AnswerMessages.one(labels, MODEL, true);
    assertEquals(answer.getLabelsList(), raw.getLabelsList());
    assertEquals(OutputMessages.raw(OUTPUTS), raw.getOutputsList());
  }

  @Test
  void blank_hasItsWordsAsLabels_andTheTextFilled() {
    var filled = new Prediction.Filled(LABELS, "say yes", OUTPUTS, TIMING);
    var answer = AnswerMessages.one(filled, MODEL, false);
    assertEquals(OutputMessages.labels(LABELS), answer.getLabelsList());
    assertEquals("say yes", answer.getFilled());
    assertEquals(List.of(), answer.getOutputsList());
    var raw = AnswerMessages.one(filled, MODEL, true);
    assertEquals("say yes", raw.getFilled());
    assertEquals(OutputMessages.raw(OUTPUTS), raw.getOutputsList());
  }

  @Test
  void numbersThatMeanNothing_areTheAnswerThemselves() {
    var one = AnswerMessages.one(TENSORS, MODEL, false);
    assertEquals(OutputMessages.raw(OUTPUTS), one.getOutputsList());
    var many = AnswerMessages.many(TENSORS, MODEL, false);
    assertEquals(OutputMessages.raw(OUTPUTS), many.getOutputsList());
    assertEquals(List.of(), many.getTagsList());
    var live = AnswerMessages.live(0, TENSORS, false);
    assertEquals(OutputMessages.raw(OUTPUTS), live.getAligned().getOutputsList());
  }

  @Test
  void tags_areTheAnswer_andRawOutputIsAddedWhereItIsAskedFor() {
    var tags = tags(List.of(TAG), List.of(ENTITY));
    var answer = AnswerMessages.many(tags, MODEL, false);
    var tagging = new Tagging(List.of(TAG), List.of(ENTITY));
    assertEquals(OutputMessages.tags(tagging), answer.getTagsList());
    assertEquals(OutputMessages.entities(tagging), answer.getEntitiesList());
    assertEquals(List.of(), answer.getOutputsList());
    assertFalse(answer.hasGenerated());
    assertEquals(OutputMessages.timing(tags), answer.getTiming());
    assertEquals(OutputMessages.model(MODEL), answer.getModel());
    var raw = AnswerMessages.many(tags, MODEL, true);
    assertEquals(answer.getTagsList(), raw.getTagsList());
    assertEquals(OutputMessages.raw(OUTPUTS), raw.getOutputsList());
  }

  @Test
  void taggerWithNothingToTag_givesItsOutputs() {
    var answer = AnswerMessages.many(tags(List.of(), List.of()), MODEL, false);
    assertEquals(OutputMessages.raw(OUTPUTS), answer.getOutputsList());
  }

  @Test
  void streamThatIsAnsweredAtItsEnd_hasTheStepsAndThenTheEnd() {
    var tags = tags(List.of(TAG), List.of(ENTITY));
    var messages = AnswerMessages.stream(tags, MODEL, false);
    assertEquals(2, messages.size());
    var steps = messages.get(0).getAligned();
    assertEquals(0, steps.getFirstStep());
    assertEquals(1, steps.getTagsCount());
    assertEquals(1, steps.getEntitiesCount());
    assertEquals(0, steps.getOutputsCount());
    assertEnd(messages.get(1), tags);
    assertEquals(1, AnswerMessages.stream(tags, MODEL, true).get(0).getAligned().getOutputsCount());
    assertEquals(
        1, AnswerMessages.stream(TENSORS, MODEL, false).get(0).getAligned().getOutputsCount());
  }

  private static void assertEnd(StreamManyToManyResponse message, Prediction prediction) {
    assertTrue(message.hasEnd());
    assertEquals(StopReason.STOP_REASON_ALIGNED, message.getEnd().getReason());
    assertEquals(OutputMessages.timing(prediction), message.getEnd().getTiming());
    assertEquals(OutputMessages.model(MODEL), message.getEnd().getModel());
  }

  @Test
  void liveSteps_sayTheNumberOfTheFirst_alsoWhereItFitsNoInt() {
    long first = 5_000_000_000L;
    var tags = tags(List.of(TAG), List.of());
    var answer = AnswerMessages.live(first, tags, false).getAligned();
    assertEquals(first, answer.getFirstStep());
    assertEquals(1, answer.getTagsCount());
    assertEquals(0, answer.getOutputsCount());
    assertEquals(1, AnswerMessages.live(first, tags, true).getAligned().getOutputsCount());
  }

  @Test
  void liveStepsWithoutATag_giveNoOutputsForThat() {
    var answer = AnswerMessages.live(0, tags(List.of(), List.of()), false).getAligned();
    assertEquals(0, answer.getOutputsCount());
  }

  @Test
  void liveEnd_comesAlone_whereNothingIsLeftToTell() {
    var nothing = new Prediction.Tensors(List.of(), TIMING);
    for (var rest : List.of(nothing, tags(List.of(), List.of()))) {
      var messages = AnswerMessages.liveEnd(9, rest, MODEL, false);
      assertEquals(1, messages.size());
      assertEnd(messages.get(0), rest);
    }
  }

  @Test
  void liveEnd_comesAfterWhatOnlyItTells() {
    var open = tags(List.of(), List.of(ENTITY));
    var messages = AnswerMessages.liveEnd(9, open, MODEL, false);
    assertEquals(2, messages.size());
    assertEquals(9, messages.get(0).getAligned().getFirstStep());
    assertEquals(1, messages.get(0).getAligned().getEntitiesCount());
    assertEquals(0, messages.get(0).getAligned().getOutputsCount());
    assertEnd(messages.get(1), open);
    var states = AnswerMessages.liveEnd(9, TENSORS, MODEL, false);
    assertEquals(OutputMessages.raw(OUTPUTS), states.get(0).getAligned().getOutputsList());
    assertEquals(2, AnswerMessages.liveEnd(9, tags(List.of(), List.of()), MODEL, true).size());
  }
}
