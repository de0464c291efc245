package dev.unroll.grpc.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.label.EntitySpan;
import dev.unroll.codec.label.ScoredLabel;
import dev.unroll.codec.label.Tag;
import dev.unroll.codec.label.Tagging;
import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.inference.Prediction;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.v1.Label;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Span;
import dev.unroll.v1.Timing;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputMessagesTest {
  private static Timing timing(RowTiming timing) {
    return OutputMessages.timing(new Prediction.Tensors(List.of(), timing));
  }

  @Test
  void timing_isThatOfThePrediction() {
    var expected =
        Timing.newBuilder().setQueueNanos(1).setComputeNanos(2).setSteps(3).setSlices(4).build();
    assertEquals(expected, timing(new RowTiming(1, 2, 3, 4)));
  }

  @Test
  void countsBeyondUnsignedInts_areTheLargestOfThese() {
    long largest = 4_294_967_295L;
    var fits = timing(new RowTiming(0, 0, largest, largest - 1));
    assertEquals(largest, Integer.toUnsignedLong(fits.getSteps()));
    assertEquals(largest - 1, Integer.toUnsignedLong(fits.getSlices()));
    var beyond = timing(new RowTiming(0, 0, largest + 5, Long.MAX_VALUE));
    assertEquals(largest, Integer.toUnsignedLong(beyond.getSteps()));
    assertEquals(largest, Integer.toUnsignedLong(beyond.getSlices()));
  }

  @Test
  void model_isNameAndVersion() {
    assertEquals(
        ModelSelector.newBuilder().setName("m").setVersion(9).build(),
        OutputMessages.model(new ModelKey("m", 9)));
  }

  @Test
  void labels_keepTheirOrderScoreAndIndex() {
    var labels = List.of(new ScoredLabel("b", 0.75f, 1), new ScoredLabel("a", 0.25f, 0));
    assertEquals(
        List.of(
            Label.newBuilder().setLabel("b").setScore(0.75f).setIndex(1).build(),
            Label.newBuilder().setLabel("a").setScore(0.25f).build()),
        OutputMessages.labels(labels));
  }

  @Test
  void tagsAndEntities_keepWhereTheyAre() {
    var tagging =
        new Tagging(
            List.of(new Tag("B-X", 0.5f, -1, 0, "ab")),
            List.of(new EntitySpan("X", 2, 4, "cd", 0.25f)));
    assertEquals(
        List.of(
            dev.unroll.v1.Tag.newBuilder()
                .setTag("B-X")
                .setScore(0.5f)
                .setStart(-1)
                .setText("ab")
                .build()),
        OutputMessages.tags(tagging));
    assertEquals(
        List.of(
            Span.newBuilder()
                .setType("X")
                .setStart(2)
                .setEnd(4)
                .setText("cd")
                .setScore(0.25f)
                .build()),
        OutputMessages.entities(tagging));
  }

  @Test
  void output_isNamedAsInTheGraph_andHasTheWidthOfAStep() {
    var facts = new TensorFacts("y", "float32", List.of(-1L, -1L, 2L), 0, 1, 2, false, "");
    var raw = raw(new Output(facts, new float[] {1, 2, 3, 4}, 2));
    assertEquals("y", raw.getName());
    assertEquals(2, raw.getVectors().getWidth());
    assertEquals(List.of(1f, 2f, 3f, 4f), raw.getVectors().getValuesList());
    assertEquals(List.of(), raw.getStepShapeList());
  }

  @Test
  void stepThatIsNoPlainVector_hasAShape() {
    var facts = new TensorFacts("y", "float32", List.of(-1L, 2L, -1L, 3L), 0, 2, 6, false, "");
    var raw = raw(new Output(facts, new float[6], 1));
    assertEquals(6, raw.getVectors().getWidth());
    assertEquals(List.of(2L, 3L), raw.getStepShapeList());
  }

  private static Output integer(long value) {
    var facts = new TensorFacts("y", "int64", List.of(-1L, 1L), 0, -1, 1, true, "");
    return new Output(facts, new float[] {value}, new long[] {value}, 1);
  }

  @Test
  void integerThatAFloatHolds_isTold() {
    for (long value : new long[] {0, -7, 1 << 24, -(1 << 24), 1L << 40, Long.MIN_VALUE}) {
      assertEquals((float) value, raw(integer(value)).getVectors().getValues(0));
    }
  }

  @Test
  void integerThatNoFloatHolds_isRefusedRatherThanRounded() {
    for (long value : new long[] {(1 << 24) + 1, -(1 << 24) - 1, 33_000_099, Long.MAX_VALUE}) {
      var fault = assertThrows(Fault.class, () -> raw(integer(value)));
      assertEquals(Fault.Kind.FAILED_PRECONDITION, fault.kind());
      assertTrue(fault.reason().contains("output 'y' holds " + value), fault.reason());
      assertTrue(fault.reason().contains("Open Inference Protocol"), fault.reason());
    }
  }

  private static NamedVectors raw(Output output) {
    return OutputMessages.raw(List.of(output)).get(0);
  }
}
